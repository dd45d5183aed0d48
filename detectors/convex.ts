import type { Detector } from '../src/engine/types.ts';
import { base64, digits, lowerAlnum, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.convex.dev/production/hosting/';

export default [
  token({
    id: 'convex-deploy-key',
    title: 'Convex deploy key',
    vendor: 'convex',
    shape: {
      ...seq(
        word('prod', 'dev', 'preview'),
        ':',
        lowerAlnum(4, 12),
        '-',
        lowerAlnum(4, 12),
        '-',
        digits(3),
        '|',
        base64(60, 200),
      ),
      prefix: '',
      source: '(?:prod|dev|preview|project):[a-z0-9:-]{5,60}\\|[A-Za-z0-9+/=_-]{40,300}',
      follow: '0-9A-Za-z',
    },
    keywords: ['prod:', 'dev:', 'preview:'],
    documentation,
  }),
] satisfies Detector[];
