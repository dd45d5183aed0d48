import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq } from './helpers.ts';

const documentation = 'https://developers.klaviyo.com/en/docs/authenticate_';

export default [
  contextual({
    id: 'klaviyo-private-key',
    title: 'Klaviyo private key',
    vendor: 'klaviyo',
    names: ['klaviyo'],
    shape: seq('pk_', hex(34)),
    example: 'KLAVIYO_PRIVATE_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
