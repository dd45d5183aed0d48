import type { Detector } from '../src/engine/types.ts';
import {
  base64url,
  contextual,
  fromBase64,
  jsonObject,
  made,
  seq,
  toBase64url,
  token,
  word,
} from './helpers.ts';

const documentation = 'https://docs.mapbox.com/help/getting-started/access-tokens/';

export default [
  token({
    id: 'mapbox-secret-token',
    title: 'Mapbox secret token',
    vendor: 'mapbox',
    shape: made(
      seq('sk.eyJ', base64url(57, 120), '.', base64url(22)),
      (r) => `sk.${toBase64url(JSON.stringify({ u: 'someone', a: r.base62(25) }))}.${r.base62(22)}`,
    ),
    check: (value) =>
      jsonObject(fromBase64(value.split('.')[1] ?? '')?.toString('latin1') ?? '')?.['u'] === undefined
        ? { verdict: 'unknown' }
        : { verdict: 'valid', note: 'names its account' },
    documentation,
  }),
  token({
    id: 'mapbox-public-token',
    title: 'Mapbox public token',
    vendor: 'mapbox',
    severity: 'low',
    shape: made(
      seq('pk.eyJ', base64url(57, 120), '.', base64url(22)),
      (r) => `pk.${toBase64url(JSON.stringify({ u: 'someone', a: r.base62(25) }))}.${r.base62(22)}`,
    ),
    confidence: 'possible',
    check: (value) =>
      jsonObject(fromBase64(value.split('.')[1] ?? '')?.toString('latin1') ?? '')?.['u'] === undefined
        ? { verdict: 'unknown' }
        : { verdict: 'unknown', note: 'made to be public; restrict it to your sites' },
    documentation,
  }),
  contextual({
    id: 'mapbox-token',
    title: 'Mapbox token',
    vendor: 'mapbox',
    names: ['mapbox'],
    shape: seq(word('pk.', 'sk.', 'tk.'), base64url(50, 120), '.', base64url(22)),
    example: 'MAPBOX_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
