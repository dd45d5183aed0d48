import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.virustotal.com/docs/please-give-me-an-api-key';

export default [
  contextual({
    id: 'virustotal-api-key',
    title: 'VirusTotal API key',
    vendor: 'virustotal',
    severity: 'medium',
    names: ['virustotal', 'vt api'],
    shape: hex(64),
    example: 'VIRUSTOTAL_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
