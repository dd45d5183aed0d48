import type { Detector } from '../src/engine/types.ts';
import { base62, base64, base64url, contextual, seq, token, uuid } from './helpers.ts';

const documentation = 'https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes';

export default [
  token({
    id: 'vault-service-token',
    title: 'Vault service token',
    vendor: 'vault',
    severity: 'critical',
    shape: seq('hvs.', base64url(20, 300)),
    documentation,
  }),
  token({
    id: 'vault-batch-token',
    title: 'Vault batch token',
    vendor: 'vault',
    shape: seq('hvb.', base64url(100, 400)),
    documentation,
  }),
  token({
    id: 'vault-recovery-token',
    title: 'Vault recovery token',
    vendor: 'vault',
    severity: 'critical',
    shape: seq('hvr.', base64url(24, 300)),
    documentation,
  }),
  contextual({
    id: 'vault-legacy-token',
    title: 'Vault legacy service token',
    vendor: 'vault',
    severity: 'critical',
    names: ['vault'],
    shape: { ...seq('s.', base62(24)), source: '[sbr]\\.[0-9A-Za-z]{24}(?:\\.[0-9A-Za-z]{4,8})?' },
    example: 'VAULT_TOKEN',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'vault-unseal-key',
    title: 'Vault unseal key',
    vendor: 'vault',
    severity: 'critical',
    names: ['unseal key'],
    shape: { ...base64(43, 44), source: '(?:[A-Za-z0-9+/]{43,44}={0,2}|[0-9a-f]{64,66})' },
    example: 'Unseal Key 1',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'vault-approle-secret-id',
    title: 'Vault AppRole secret id',
    vendor: 'vault',
    severity: 'critical',
    names: ['vault', 'approle', 'secret id'],
    words: ['secret id', 'secretid', 'token'],
    shape: uuid,
    example: 'VAULT_SECRET_ID',
    confidence: 'likely',
    documentation: 'https://developer.hashicorp.com/vault/docs/auth/approle',
  }),
] satisfies Detector[];
