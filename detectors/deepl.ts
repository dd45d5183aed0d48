import type { Detector } from '../src/engine/types.ts';
import { seq, token, uuid } from './helpers.ts';

const documentation = 'https://developers.deepl.com/docs/getting-started/auth';

export default [
  token({
    id: 'deepl-api-key',
    title: 'DeepL API key',
    vendor: 'deepl',
    severity: 'medium',
    shape: { ...seq(uuid, ':fx'), prefix: '', follow: '0-9A-Za-z' },
    keywords: [':fx'],
    documentation,
  }),
] satisfies Detector[];
