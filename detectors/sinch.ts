import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://developers.sinch.com/docs/sms/api-reference/authentication';

export default [
  contextual({
    id: 'sinch-api-token',
    title: 'Sinch API token',
    vendor: 'sinch',
    names: ['sinch'],
    shape: hex(32),
    example: 'SINCH_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
