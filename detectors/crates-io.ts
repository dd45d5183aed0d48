import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://doc.rust-lang.org/cargo/reference/publishing.html';
const revoke = 'https://crates.io/settings/tokens';

export default [
  token({
    id: 'crates-io-api-token',
    title: 'crates.io API token',
    vendor: 'crates-io',
    severity: 'critical',
    shape: seq('cio', base62(32)),
    confidence: 'likely',
    revoke,
    documentation,
  }),
] satisfies Detector[];
