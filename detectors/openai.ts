import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, seq, token } from './helpers.ts';

const documentation = 'https://platform.openai.com/docs/api-reference/authentication';
const revoke = 'https://platform.openai.com/api-keys';

export default [
  token({
    id: 'openai-api-key',
    title: 'OpenAI API key',
    vendor: 'openai',
    severity: 'critical',
    shape: seq('sk-', base62(20), 'T3BlbkFJ', base62(20)),
    revoke,
    documentation,
  }),
  token({
    id: 'openai-project-key',
    title: 'OpenAI project key',
    vendor: 'openai',
    severity: 'critical',
    shape: seq('sk-proj-', base64url(40, 180)),
    revoke,
    documentation,
  }),
  token({
    id: 'openai-service-account-key',
    title: 'OpenAI service account key',
    vendor: 'openai',
    severity: 'critical',
    shape: seq('sk-svcacct-', base64url(40, 180)),
    revoke,
    documentation,
  }),
  token({
    id: 'openai-admin-key',
    title: 'OpenAI admin key',
    vendor: 'openai',
    severity: 'critical',
    shape: seq('sk-admin-', base64url(40, 180)),
    revoke,
    documentation,
  }),
  token({
    id: 'openai-session-token',
    title: 'OpenAI session key',
    vendor: 'openai',
    severity: 'medium',
    shape: seq('sess-', base62(40)),
    revoke,
    documentation,
  }),
] satisfies Detector[];
