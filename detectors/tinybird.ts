import type { Detector } from '../src/engine/types.ts';
import { base64url, fromBase64, jsonObject, made, seq, toBase64url, token } from './helpers.ts';
const documentation = 'https://www.tinybird.co/docs/';

export default [
  token({
    id: 'tinybird-token',
    title: 'Tinybird token',
    vendor: 'tinybird',
    shape: {
      ...made(
        seq('p.eyJ', base64url(60)),
        (r) =>
          `p.${toBase64url(JSON.stringify({ u: r.uuid(), id: r.uuid(), host: 'eu' }))}.${r.base64url(40)}x`,
      ),
      source: 'p\\.eyJ[0-9A-Za-z_-]{40,300}\\.[0-9A-Za-z_-]{40,60}',
    },
    keywords: ['p.eyj'],
    check: (value) =>
      jsonObject(fromBase64(value.split('.')[1] ?? '')?.toString('utf8') ?? '')?.['u'] === undefined
        ? { verdict: 'unknown' }
        : { verdict: 'valid', note: 'names its user' },
    documentation,
  }),
] satisfies Detector[];
