import type { Detector } from '../src/engine/types.ts';
import { anyHex, seq, token, word } from './helpers.ts';

const documentation = 'https://developer.flutterwave.com/docs/authentication';

export default [
  token({
    id: 'flutterwave-secret-key',
    title: 'Flutterwave secret key',
    vendor: 'flutterwave',
    severity: 'critical',
    shape: { ...seq('FLWSECK', word('-', '_TEST-'), anyHex(32), '-X'), follow: '0-9A-Za-z' },
    documentation,
  }),
  token({
    id: 'flutterwave-public-key',
    title: 'Flutterwave public key',
    vendor: 'flutterwave',
    severity: 'low',
    shape: { ...seq('FLWPUBK', word('-', '_TEST-'), anyHex(32), '-X'), follow: '0-9A-Za-z' },
    confidence: 'possible',
    documentation,
  }),
  token({
    id: 'flutterwave-encryption-key',
    title: 'Flutterwave encryption key',
    vendor: 'flutterwave',
    shape: seq('FLWSECK_TEST', anyHex(12)),
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
