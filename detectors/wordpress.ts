import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';
const documentation = 'https://make.wordpress.org/core/2020/11/05/application-passwords-integration-guide/';

export default [
  contextual({
    id: 'wordpress-application-password',
    title: 'WordPress application password',
    vendor: 'wordpress',
    names: ['wordpress', 'wp application', 'wp app', 'wp password', 'wp pass'],
    shape: {
      ...seq(base62(4), ' ', base62(4)),
      prefix: '',
      source: '[0-9A-Za-z]{4}(?: [0-9A-Za-z]{4}){5}',
      make: (r) => Array.from({ length: 6 }, () => `${r.digits(1)}${r.base62(3)}`).join(' '),
    },
    example: 'WP_APPLICATION_PASSWORD',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
