import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys';

export default [
  token({
    id: 'prefect-api-key',
    title: 'Prefect API key',
    vendor: 'prefect',
    shape: seq('pn', word('u', 'b'), '_', base62(36)),
    keywords: ['pnu_', 'pnb_'],
    documentation,
  }),
] satisfies Detector[];
