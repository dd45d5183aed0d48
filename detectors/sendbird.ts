import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://sendbird.com/docs/';

export default [
  contextual({
    id: 'sendbird-api-token',
    title: 'Sendbird API token',
    vendor: 'sendbird',
    names: ['sendbird'],
    shape: hex(40),
    example: 'SENDBIRD_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
