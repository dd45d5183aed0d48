import type { Detector } from '../src/engine/types.ts';
import { Random, fromBase64, toBase64 } from './helpers.ts';

/** OID 1.2.840.113549.1.7.1 (PKCS#7 data), which the outer structure of every PKCS#12 file names. */
const dataOid = Buffer.from('06092a864886f70d010701', 'hex');

/** The rest of base64 text, in one line or many; a short last line only if it ends in padding. */
const line = String.raw`(?:\\n|\r?\n)[ \t]{0,20}`;
const wrapped = `[A-Za-z0-9+/]{40,20000}={0,2}(?:${line}[A-Za-z0-9+/]{40,200}={0,2}){0,400}(?:${line}[A-Za-z0-9+/]{1,39}={1,2})?`;

export default [
  {
    id: 'pkcs12-key-store',
    title: 'PKCS#12 key store',
    vendor: 'generic',
    severity: 'high',
    // In base64, the length, the version 3 and the next sequence are always these letters.
    keywords: ['ibazcc'],
    pattern: new RegExp(`(?<![A-Za-z0-9+/])MII[A-Za-z0-9+/]{3}IBAzCC${wrapped}`),
    reach: { before: 8, after: 24_000 },
    check: (value) =>
      fromBase64(value.slice(0, 64))?.includes(dataOid) === true
        ? { verdict: 'valid', note: 'PKCS#12: as strong as its password' }
        : { verdict: 'invalid' },
    documentation: 'https://www.rfc-editor.org/rfc/rfc7292',
    examples() {
      const random = new Random('pkcs12');
      const make = (size: number): string =>
        toBase64(
          Buffer.concat([
            Buffer.from([0x30, 0x82, 0x09, 0x00 | (size & 0xff), 2, 1, 3, 0x30, 0x82, 0x08, 0xd0]),
            dataOid,
            random.bytes(size),
          ]),
        );
      const [a, b] = [make(329), make(512)];
      return {
        hits: [
          { text: `keystore: ${a}\n`, secret: a },
          { text: `{"p12": "${b}"}`, secret: b },
        ],
        misses: [`MIIJKQIBAzCC${random.base62(24)}`, `MIIJKQIBAzCC${random.base62(400)}`],
      };
    },
  },
  {
    id: 'java-key-store',
    title: 'Java key store',
    vendor: 'generic',
    severity: 'high',
    keywords: ['/u3+7qaaaa'],
    pattern: new RegExp(`(?<![A-Za-z0-9+/])/u3\\+7QAAAAIAAAAB${wrapped}`),
    reach: { before: 8, after: 24_000 },
    check: (value) =>
      fromBase64(value.slice(0, 24))?.readUInt32BE(12) === 1
        ? { verdict: 'valid', note: 'JKS with a private key: as strong as its password' }
        : { verdict: 'unknown', note: 'JKS' },
    documentation: 'https://docs.oracle.com/en/java/javase/21/docs/specs/man/keytool.html',
    examples() {
      const random = new Random('jks');
      const head = Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1]);
      const secret = toBase64(Buffer.concat([head, random.bytes(602)]));
      return {
        hits: [{ text: `"${secret}"`, secret }],
        misses: [`/u3+7QAAAAIAAAAB${random.base62(30)}`],
      };
    },
  },
] satisfies Detector[];
