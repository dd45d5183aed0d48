import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';
const documentation = 'https://docs.getdbt.com/docs/dbt-cloud-apis/authentication';

export default [
  token({
    id: 'dbt-token',
    title: 'dbt token',
    vendor: 'dbt',
    shape: seq('dbt', word('c', 'u', 's'), '_', base64url(24, 60)),
    keywords: ['dbtc_', 'dbtu_', 'dbts_'],
    documentation,
  }),
] satisfies Detector[];
