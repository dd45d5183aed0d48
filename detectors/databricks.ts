import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.databricks.com/en/dev-tools/auth/pat.html';

export default [
  token({
    id: 'databricks-access-token',
    title: 'Databricks access token',
    vendor: 'databricks',
    severity: 'critical',
    shape: {
      ...seq(word('dapi', 'dkea', 'dsapi', 'ddp'), hex(32)),
      source: 'd(?:api|kea|sapi|dp)[0-9a-f]{32}(?:-[0-9])?',
    },
    documentation,
  }),
  token({
    id: 'databricks-secret',
    title: 'Databricks OAuth secret',
    vendor: 'databricks',
    severity: 'critical',
    shape: seq('dose', hex(32)),
    documentation,
  }),
] satisfies Detector[];
