import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://clickhouse.com/docs/cloud/manage/openapi';

export default [
  token({
    id: 'clickhouse-cloud-secret',
    title: 'ClickHouse Cloud API secret',
    vendor: 'clickhouse',
    shape: seq('4b1d', base62(38)),
    documentation,
  }),
] satisfies Detector[];
