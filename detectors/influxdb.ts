import type { Detector } from '../src/engine/types.ts';
import { base64, base64url, contextual, seq, token } from './helpers.ts';

const documentation = 'https://docs.influxdata.com/influxdb/v2/admin/tokens/';

export default [
  contextual({
    id: 'influxdb-token',
    title: 'InfluxDB token',
    vendor: 'influxdb',
    names: ['influx'],
    shape: { ...base64(86), source: '[A-Za-z0-9_-]{86}==', make: (r) => `${r.base62(86)}==` },
    example: 'INFLUX_TOKEN',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'influxdb3-token',
    title: 'InfluxDB 3 token',
    vendor: 'influxdb',
    shape: seq('apiv3_', base64url(80, 90)),
    documentation,
  }),
] satisfies Detector[];
