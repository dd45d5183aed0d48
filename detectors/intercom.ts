import type { Detector } from '../src/engine/types.ts';
import {
  base64,
  base64url,
  contextual,
  fromBase64,
  isPrintable,
  made,
  oneOf,
  seq,
  toBase64,
  token,
} from './helpers.ts';

const documentation = 'https://developers.intercom.com/docs/build-an-integration/learn-more/authentication';

export default [
  token({
    id: 'intercom-access-token',
    title: 'Intercom access token',
    vendor: 'intercom',
    shape: made(
      { ...seq('dG9r', base64(56)), source: 'dG9r[A-Za-z0-9+/]{54,56}={0,2}', follow: '0-9A-Za-z+/=' },
      (r) => toBase64(`tok:${r.hex(8)}_${r.hex(4)}_${r.hex(4)}_${r.hex(4)}_${r.hex(12)}:1:0`),
    ),
    check: (value) =>
      fromBase64(value)?.toString('latin1').startsWith('tok:') === true &&
      isPrintable(Buffer.from(value, 'base64'))
        ? { verdict: 'valid', note: 'decodes to a token of Intercom' }
        : { verdict: 'unknown' },
    documentation,
  }),
  contextual({
    id: 'intercom-api-key',
    title: 'Intercom API key',
    vendor: 'intercom',
    names: ['intercom'],
    shape: oneOf(
      { ...base64(59), source: '[A-Za-z0-9+/]{59}=', follow: '=', make: (r) => `${r.base64(59)}=` },
      base64url(60),
    ),
    example: 'INTERCOM_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
