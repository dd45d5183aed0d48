import type { Detector } from '../src/engine/types.ts';
import { charset, contextual, crc16, fromBase32, made, seq, toBase32, word } from './helpers.ts';

export default [
  contextual({
    id: 'nats-nkey-seed',
    title: 'NATS NKey seed',
    vendor: 'nats',
    severity: 'critical',
    names: ['nkey', 'nats', 'seed'],
    shape: made(
      seq('S', word('A', 'C', 'N', 'O', 'U', 'X'), charset('A-Z2-7', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 56)),
      (r) => {
        // Five bits say seed (S), five say what of (U: user), then 32 bytes and their CRC-16.
        const type = 20 << 3;
        const bytes = Buffer.from([(18 << 3) | (type >> 5), (type & 31) << 3, ...r.bytes(32)]);
        return toBase32(Buffer.concat([bytes, crc16(bytes)]));
      },
    ),
    example: 'NATS_NKEY_SEED',
    check(value) {
      const bytes = fromBase32(value);
      return bytes !== undefined && crc16(bytes.subarray(0, -2)).equals(bytes.subarray(-2))
        ? { verdict: 'valid', note: 'checksum ok' }
        : { verdict: 'invalid' };
    },
    documentation:
      'https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth',
  }),
] satisfies Detector[];
