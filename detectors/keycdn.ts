import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq } from './helpers.ts';
const documentation = 'https://www.keycdn.com/api';

export default [
  contextual({
    id: 'keycdn-api-key',
    title: 'KeyCDN API key',
    vendor: 'keycdn',
    names: ['keycdn'],
    shape: { ...seq('sk_prod_', base64url(60, 100)), source: 'sk_prod_[A-Za-z0-9_+/-]{60,110}={0,2}' },
    example: 'KEYCDN_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
