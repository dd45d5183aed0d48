import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token } from './helpers.ts';

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
  contextual({
    id: 'crates-io-legacy-token',
    title: 'crates.io API token (old form)',
    vendor: 'crates-io',
    names: ['cargo registry', 'crates io', 'cratesio', 'cargo token'],
    shape: base62(32, 35),
    example: 'CARGO_REGISTRY_TOKEN',
    documentation,
  }),
] satisfies Detector[];
