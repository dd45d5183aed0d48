import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token } from './helpers.ts';

const documentation = 'https://huggingface.co/docs/hub/security-tokens';
const revoke = 'https://huggingface.co/settings/tokens';

export default [
  token({
    id: 'hugging-face-access-token',
    title: 'Hugging Face access token',
    vendor: 'hugging-face',
    severity: 'critical',
    shape: seq('hf_', base62(34, 40)),
    revoke,
    documentation,
  }),
  token({
    id: 'hugging-face-organization-token',
    title: 'Hugging Face organization token',
    vendor: 'hugging-face',
    severity: 'critical',
    shape: seq('api_org_', base62(34, 40)),
    revoke,
    documentation,
  }),
  contextual({
    id: 'hugging-face-legacy-token',
    title: 'Hugging Face token (old form)',
    vendor: 'hugging-face',
    names: ['huggingface', 'hugging face', 'hf token', 'hf api', 'hf hub'],
    shape: seq('api_', base62(34)),
    example: 'HUGGINGFACE_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
