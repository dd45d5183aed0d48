import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, upperAlnum, word } from './helpers.ts';

const documentation = 'https://docs.alpaca.markets/docs/authentication';

export default [
  contextual({
    id: 'alpaca-secret-key',
    title: 'Alpaca secret key',
    vendor: 'alpaca',
    severity: 'critical',
    names: ['alpaca', 'apca'],
    shape: base62(40, 44),
    example: 'APCA_API_SECRET_KEY',
    documentation,
  }),
  contextual({
    id: 'alpaca-key-id',
    title: 'Alpaca key id',
    vendor: 'alpaca',
    severity: 'low',
    names: ['alpaca', 'apca'],
    example: 'APCA_API_KEY_ID',
    shape: seq(word('AK', 'PK', 'CK'), upperAlnum(18)),
    documentation,
  }),
] satisfies Detector[];
