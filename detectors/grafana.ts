import type { Detector } from '../src/engine/types.ts';
import {
  base62,
  base64,
  checksum,
  crcHex,
  fromBase64,
  hex,
  jsonObject,
  made,
  seq,
  toBase64,
  token,
} from './helpers.ts';

const documentation = 'https://grafana.com/docs/grafana/latest/administration/service-accounts/';

export default [
  token({
    id: 'grafana-api-key',
    title: 'Grafana API key',
    vendor: 'grafana',
    shape: made({ ...seq('eyJrIjoi', base64(40, 400)), source: 'eyJrIjoi[A-Za-z0-9+/]{30,400}={0,2}' }, (r) =>
      toBase64(JSON.stringify({ k: r.base62(32), n: 'ci', id: 1 })),
    ),
    check: (value) => {
      const { k, n, id } = jsonObject(fromBase64(value)?.toString('utf8') ?? '') ?? {};
      return typeof k === 'string' && typeof n === 'string' && id !== undefined
        ? { verdict: 'valid', note: 'decodes to a key with its name' }
        : { verdict: 'unknown' };
    },
    documentation,
  }),
  token({
    id: 'grafana-service-account-token',
    title: 'Grafana service account token',
    vendor: 'grafana',
    shape: made(seq('glsa_', base62(32), '_', hex(8)), (r) => {
      const t = `glsa_${r.base62(32)}`;
      return `${t}_${crcHex(t)}`;
    }),
    check: (value) => checksum(crcHex(value.slice(0, -9)) === value.slice(-8)),
    documentation,
  }),
  token({
    id: 'grafana-cloud-access-token',
    title: 'Grafana Cloud access policy token',
    vendor: 'grafana',
    shape: made(
      { ...seq('glc_', base64(60, 400)), source: 'glc_[A-Za-z0-9+/]{32,400}={0,2}' },
      (r) => `glc_${toBase64(JSON.stringify({ o: '1', n: 'x', k: r.base62(24), m: { r: 'eu' } }))}`,
    ),
    check: (value) =>
      jsonObject(fromBase64(value.slice(4))?.toString('latin1') ?? '')?.['k'] === undefined
        ? { verdict: 'unknown' }
        : { verdict: 'valid', note: 'decodes to a policy token' },
    documentation,
  }),
] satisfies Detector[];
