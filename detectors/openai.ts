import type { CheckResult, Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, made, seq, token } from './helpers.ts';
import type { Shape } from './helpers.ts';

const documentation = 'https://platform.openai.com/docs/api-reference/authentication';
const revoke = 'https://platform.openai.com/api-keys';

/** `OpenAI` in base64, which stands in the middle of every key. */
const check = (value: string): CheckResult =>
  /^sk-[\w-]{20,100}T3BlbkFJ[\w-]{20,100}$/.test(value)
    ? { verdict: 'valid', note: "carries OpenAI's mark" }
    : { verdict: 'unknown' };

const project = (prefix: string): Shape =>
  made(seq(prefix, base64url(40, 180)), (r) => `${prefix}${r.base64url(74)}T3BlbkFJ${r.base62(74)}`);

export default [
  token({
    id: 'openai-api-key',
    title: 'OpenAI API key',
    vendor: 'openai',
    severity: 'critical',
    shape: {
      ...seq('sk-', base62(20), 'T3BlbkFJ', base62(20)),
      source: 'sk-(?:[A-Za-z0-9]{2,12}-){0,2}[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}',
      prefix: '',
    },
    keywords: ['t3blbkfj'],
    publicPrefix: 3,
    check,
    revoke,
    documentation,
  }),
  token({
    id: 'openai-project-key',
    title: 'OpenAI project key',
    vendor: 'openai',
    severity: 'critical',
    shape: project('sk-proj-'),
    check,
    revoke,
    documentation,
  }),
  token({
    id: 'openai-service-account-key',
    title: 'OpenAI service account key',
    vendor: 'openai',
    severity: 'critical',
    shape: project('sk-svcacct-'),
    check,
    revoke,
    documentation,
  }),
  token({
    id: 'openai-admin-key',
    title: 'OpenAI admin key',
    vendor: 'openai',
    severity: 'critical',
    shape: project('sk-admin-'),
    check,
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
  token({
    id: 'openai-none-project-key',
    title: 'OpenAI project key',
    vendor: 'openai',
    shape: project('sk-None-'),
    check,
    revoke,
    documentation,
  }),
  contextual({
    id: 'openai-compatible-key',
    title: 'OpenAI API key',
    vendor: 'openai',
    severity: 'critical',
    names: ['openai', 'open ai', 'gpt', 'chatgpt'],
    shape: seq('sk-', base62(32, 64)),
    example: 'OPENAI_API_KEY',
    confidence: 'likely',
    revoke,
    documentation,
  }),
] satisfies Detector[];
