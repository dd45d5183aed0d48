import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';
const documentation = 'https://freemius.com/help/documentation/wordpress-sdk/integrating-freemius-sdk/';

export default [
  contextual({
    id: 'freemius-secret-key',
    title: 'Freemius secret key',
    vendor: 'freemius',
    names: ['freemius', 'fs secret', 'secret key'],
    shape: { ...seq('sk_', base62(29)), source: 'sk_[^\\s"\'`,;<>]{29}', follow: '' },
    example: 'FREEMIUS_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
