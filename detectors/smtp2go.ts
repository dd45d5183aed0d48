import type { Detector } from '../src/engine/types.ts';
import { contextual, seq, upperAlnum } from './helpers.ts';
const documentation = 'https://developers.smtp2go.com/docs/authentication';

export default [
  contextual({
    id: 'smtp2go-api-key',
    title: 'SMTP2GO API key',
    vendor: 'smtp2go',
    names: ['smtp2go'],
    shape: seq('api-', upperAlnum(32)),
    example: 'SMTP2GO_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
