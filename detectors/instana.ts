import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://www.ibm.com/docs/en/instana-observability';

export default [
  contextual({
    id: 'instana-agent-key',
    title: 'Instana key',
    vendor: 'instana',
    severity: 'medium',
    names: ['instana'],
    shape: base64url(22),
    example: 'INSTANA_AGENT_KEY',
    documentation,
  }),
] satisfies Detector[];
