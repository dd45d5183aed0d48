import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.lemonsqueezy.com/guides/developer-guide/getting-started';

export default [
  contextual({
    id: 'lemon-squeezy-webhook-secret',
    title: 'Lemon Squeezy secret',
    vendor: 'lemon-squeezy',
    names: ['lemonsqueezy', 'lemon squeezy'],
    shape: base62(20, 64),
    example: 'LEMONSQUEEZY_WEBHOOK_SECRET',
    documentation,
  }),
] satisfies Detector[];
