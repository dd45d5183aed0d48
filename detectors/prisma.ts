import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://www.prisma.io/docs/platform/about';

export default [
  token({
    id: 'prisma-token',
    title: 'Prisma Data Platform connection',
    vendor: 'prisma',
    shape: {
      ...seq('prisma://accelerate.prisma-data.net/?api_key=', base64url(60, 300)),
      follow: '0-9A-Za-z_-',
      source: 'prisma(?:\\+postgres)?://accelerate\\.prisma-data\\.net/\\?api_key=[A-Za-z0-9_.-]{40,400}',
    },
    keywords: ['prisma-data.net'],
    documentation,
  }),
] satisfies Detector[];
