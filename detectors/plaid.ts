import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, token, uuid, word } from './helpers.ts';

const documentation = 'https://plaid.com/docs/quickstart/glossary/#api-keys';

export default [
  token({
    id: 'plaid-access-token',
    title: 'Plaid access token',
    vendor: 'plaid',
    severity: 'critical',
    shape: seq('access-', word('sandbox', 'development', 'production'), '-', uuid),
    documentation,
  }),
  contextual({
    id: 'plaid-secret',
    title: 'Plaid secret',
    vendor: 'plaid',
    severity: 'critical',
    names: ['plaid'],
    shape: hex(30),
    example: 'PLAID_SECRET',
    documentation,
  }),
] satisfies Detector[];
