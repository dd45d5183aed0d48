import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, oneOf, seq, uuid } from './helpers.ts';
const documentation = 'https://www.infobip.com/docs/essentials/api-essentials/api-authentication';

export default [
  contextual({
    id: 'infobip-api-key',
    title: 'Infobip API key',
    vendor: 'infobip',
    names: ['infobip'],
    shape: oneOf(seq(hex(32), '-', uuid), base64url(80, 110)),
    example: 'INFOBIP_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
