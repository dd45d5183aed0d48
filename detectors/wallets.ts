import type { CheckResult, Detector } from '../src/engine/types.ts';
import { bip39Words } from './helpers/bip39-words.ts';
import {
  LEFT,
  Random,
  anyHex,
  base62,
  charset,
  contextual,
  crc16,
  fromBase32,
  fromBase58Check,
  isBech32,
  made,
  seq,
  sha256,
  toBase32,
  toBase58Check,
  toBech32,
  token,
} from './helpers.ts';

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const base58Set = '1-9A-HJ-NP-Za-km-z';
const bech32Set = '02-9ac-hj-np-z';
const bech32 = '023456789acdefghjklmnpqrstuvwxyz';

const base58Check = (value: string): CheckResult =>
  fromBase58Check(value) === undefined ? { verdict: 'invalid' } : { verdict: 'valid', note: 'checksum ok' };
const bech32Check = (value: string): CheckResult =>
  isBech32(value) ? { verdict: 'valid', note: 'checksum ok' } : { verdict: 'invalid' };

/** Bits of a phrase of 12 to 24 words: entropy, then the beginning of its SHA-256. */
function checkPhrase(value: string): CheckResult {
  const words = value.match(/[a-z]+/g) ?? [];
  if (words.length % 3 !== 0) return { verdict: 'invalid' };
  if (new Set(words).size < 4) return { verdict: 'published', note: 'a phrase of test networks' };
  // A piece of the list itself.
  if (words.every((word, i) => i === 0 || word > (words[i - 1] ?? ''))) return { verdict: 'invalid' };
  const numbers = words.map((word) => bip39Words.indexOf(word));
  if (numbers.includes(-1)) return { verdict: 'invalid' };
  const bits = numbers.map((n) => n.toString(2).padStart(11, '0')).join('');
  const sumLength = words.length / 3;
  const entropy = Buffer.from(
    (bits.slice(0, -sumLength).match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)),
  );
  const sum = (sha256(entropy)[0] ?? 0).toString(2).padStart(8, '0').slice(0, sumLength);
  return sum === bits.slice(-sumLength)
    ? { verdict: 'valid', note: `${words.length} words, checksum ok` }
    : { verdict: 'unknown', note: `${words.length} words of the list, checksum does not match` };
}

function makePhrase(random: Random, bytes: 16 | 32): string {
  const entropy = random.bytes(bytes);
  const toBits = (data: Uint8Array): string =>
    Array.from(data, (b) => b.toString(2).padStart(8, '0')).join('');
  const bits = toBits(entropy) + toBits(sha256(entropy).subarray(0, 1)).slice(0, bytes / 4);
  return (bits.match(/.{11}/g) ?? []).map((n) => bip39Words[Number.parseInt(n, 2)]).join(' ');
}

export default [
  {
    id: 'wallet-seed-phrase',
    title: 'Wallet seed phrase',
    vendor: 'wallets',
    severity: 'critical',
    keywords: ['mnemonic', 'seed', 'recovery', 'phrase', 'wallet'],
    pattern: new RegExp(
      `(?:mnemonic|seed|recovery|phrase|wallet)[^]{0,40}?${LEFT}(?<secret>(?:[a-z]{3,8}(?: |, ?|", ?"|', ?')){11,23}[a-z]{3,8})(?![a-z]|[ ,]{1,2}[a-z])`,
      'i',
    ),
    check: checkPhrase,
    confidence: 'possible',
    documentation: 'https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki',
    examples() {
      const random = new Random('wallet-seed-phrase');
      return {
        hits: [
          { name: 'MNEMONIC', value: makePhrase(random, 16) },
          { name: 'seed_phrase', value: makePhrase(random, 32) },
        ],
        misses: [
          'mnemonic: one two three four five six seven eight nine ten eleven twelve',
          `mnemonic="${'test '.repeat(11)}junk"`,
          'the wallet seed phrase',
        ],
      };
    },
  },
  contextual({
    id: 'bitcoin-private-key',
    title: 'Bitcoin private key (WIF)',
    vendor: 'wallets',
    severity: 'critical',
    names: ['bitcoin', 'btc', 'wif', 'priv key', 'private key', 'wallet', 'litecoin', 'dogecoin'],
    shape: made(charset(base58Set, base58, 51, 52), (r) =>
      toBase58Check(Buffer.from([0x80, ...r.bytes(32), 1])),
    ),
    example: 'BITCOIN_PRIVATE_KEY',
    check: base58Check,
    documentation: 'https://en.bitcoin.it/wiki/Wallet_import_format',
  }),
  token({
    id: 'bitcoin-extended-private-key',
    title: 'Extended private key (BIP 32)',
    vendor: 'wallets',
    severity: 'critical',
    shape: made(seq('xprv', charset(base58Set, base58, 107)), (r) =>
      toBase58Check(Buffer.from([0x04, 0x88, 0xad, 0xe4, 0, ...r.bytes(40), 0, ...r.bytes(32)])),
    ),
    check: base58Check,
    documentation: 'https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki',
  }),
  contextual({
    id: 'ethereum-private-key',
    title: 'Ethereum private key',
    vendor: 'wallets',
    severity: 'critical',
    names: ['ethereum', 'eth private', 'private key', 'priv key', 'deployer', 'metamask', 'wallet', 'signer'],
    words: ['key', 'pk', 'private', 'secret', 'wallet'],
    gap: 40,
    shape: { ...anyHex(64), source: '(?:0x)?[0-9a-fA-F]{64}', make: (r) => `0x${r.hex(64)}` },
    example: 'DEPLOYER_PRIVATE_KEY',
    confidence: 'likely',
    documentation: 'https://ethereum.org/developers/docs/accounts/',
  }),
  contextual({
    id: 'stellar-secret-key',
    title: 'Stellar secret key',
    vendor: 'wallets',
    severity: 'critical',
    names: ['stellar', 'secret', 'seed', 'xlm', 'soroban'],
    shape: made(seq('S', charset('A-Z2-7', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 55)), (r) => {
      const bytes = Buffer.from([18 << 3, ...r.bytes(32)]);
      return toBase32(Buffer.concat([bytes, crc16(bytes)]));
    }),
    example: 'STELLAR_SECRET_KEY',
    check(value) {
      const bytes = fromBase32(value);
      return bytes !== undefined && crc16(bytes.subarray(0, -2)).equals(bytes.subarray(-2))
        ? { verdict: 'valid', note: 'checksum ok' }
        : { verdict: 'invalid' };
    },
    documentation: 'https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md',
  }),
  token({
    id: 'nostr-secret-key',
    title: 'Nostr secret key',
    vendor: 'wallets',
    shape: made(seq('nsec1', charset(bech32Set, bech32, 58)), (r) =>
      toBech32('nsec', r.bytes(32)).toLowerCase(),
    ),
    check: bech32Check,
    documentation: 'https://github.com/nostr-protocol/nips/blob/master/19.md',
  }),
  token({
    id: 'cardano-signing-key',
    title: 'Cardano signing key',
    vendor: 'wallets',
    severity: 'critical',
    shape: made(seq('ed25519_sk1', charset(bech32Set, bech32, 58)), (r) =>
      toBech32('ed25519_sk', r.bytes(32)).toLowerCase(),
    ),
    check: bech32Check,
    documentation: 'https://cips.cardano.org/cip/CIP-0005',
  }),
  token({
    id: 'tezos-secret-key',
    title: 'Tezos secret key',
    vendor: 'wallets',
    severity: 'critical',
    shape: made(seq('edsk', charset(base58Set, base58, 50)), (r) =>
      toBase58Check(Buffer.from([13, 15, 58, 7, ...r.bytes(32)])),
    ),
    check: base58Check,
    documentation: 'https://octez.tezos.com/docs/introduction/howtouse.html',
  }),
  contextual({
    id: 'solana-private-key',
    title: 'Solana private key',
    vendor: 'wallets',
    severity: 'critical',
    names: ['solana', 'sol private', 'phantom', 'private key', 'secret key', 'wallet'],
    shape: { ...base62(87, 88), source: `[${base58Set}]{87,88}`, make: (r) => r.chars(base58, 88) },
    example: 'SOLANA_PRIVATE_KEY',
    documentation: 'https://solana.com/docs/intro/installation',
  }),
  contextual({
    id: 'ethereum-account-key',
    title: 'Ethereum private key of an account',
    vendor: 'wallets',
    severity: 'critical',
    names: ['accounts', 'ethers.wallet', 'privatekeytoaccount', 'hdwalletprovider', 'walletprovider'],
    gap: 40,
    shape: { ...anyHex(64), source: '0x[0-9a-fA-F]{64}', make: (r) => `0x${r.hex(64)}` },
    example: 'accounts',
    documentation: 'https://hardhat.org/hardhat-runner/docs/config',
  }),
] satisfies Detector[];
