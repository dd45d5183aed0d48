import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq } from './helpers.ts';

const documentation = 'https://developers.transifex.com/reference/api-authentication';

export default [
  contextual({
    id: 'transifex-api-token',
    title: 'Transifex API token',
    vendor: 'transifex',
    severity: 'medium',
    names: ['transifex', 'tx token'],
    example: 'TX_TOKEN transifex',
    shape: seq('1/', hex(40)),
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
