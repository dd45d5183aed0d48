import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://portal.thirdweb.com/';

export default [
  contextual({
    id: 'thirdweb-secret-key',
    title: 'thirdweb secret key',
    vendor: 'thirdweb',
    names: ['thirdweb'],
    shape: base64url(86),
    example: 'THIRDWEB_SECRET_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
