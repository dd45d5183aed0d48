import type { Detector } from '../src/engine/types.ts';
import { hex, made, seq, token } from './helpers.ts';
const documentation = 'https://docs.getunleash.io/reference/api-tokens-and-client-keys';

export default [
  token({
    id: 'unleash-api-token',
    title: 'Unleash API token',
    vendor: 'unleash',
    shape: {
      ...made(seq('*:', hex(56)), (r) => `*:development.${r.hex(56)}`),
      prefix: '',
      source: '(?:\\*|\\[\\]|[\\w-]{1,40}):[\\w*-]{1,40}\\.[0-9a-f]{56,64}',
    },
    keywords: [':*.', ':development.', ':production.', ':dev.', ':prod.', ':staging.', ':default.'],
    publicPrefix: 0,
    reach: { before: 48, after: 120 },
    documentation,
  }),
] satisfies Detector[];
