import type { Detector } from '../src/engine/types.ts';
import { contextual, fromBase64, made, charset, ALPHABET, toBase64 } from './helpers.ts';

export default [
  contextual({
    id: 'wireguard-private-key',
    title: 'WireGuard private or preshared key',
    vendor: 'wireguard',
    severity: 'critical',
    names: ['private key', 'preshared key', 'wireguard'],
    gap: 24,
    shape: {
      ...made(charset('A-Za-z0-9+/', ALPHABET.base64, 43), (r) => toBase64(r.bytes(32))),
      source: '[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=',
      follow: '=',
    },
    example: 'PrivateKey',
    confidence: 'likely',
    check: (value) =>
      fromBase64(value)?.length === 32
        ? { verdict: 'unknown', note: '32 bytes, as Curve25519 keys have' }
        : { verdict: 'invalid' },
    documentation: 'https://www.wireguard.com/quickstart/',
  }),
] satisfies Detector[];
