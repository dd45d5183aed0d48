import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://developer.ebay.com/api-docs/static/creating-edp-key.html';

export default [
  token({
    id: 'ebay-production-secret',
    title: 'eBay production certificate id',
    vendor: 'ebay',
    shape: seq('PRD-', hex(12), '-', hex(8), '-', hex(4), '-', hex(4), '-', hex(4)),
    documentation,
  }),
  token({
    id: 'ebay-sandbox-secret',
    title: 'eBay sandbox certificate id',
    vendor: 'ebay',
    severity: 'low',
    shape: seq('SBX-', hex(12), '-', hex(8), '-', hex(4), '-', hex(4), '-', hex(4)),
    documentation,
  }),
] satisfies Detector[];
