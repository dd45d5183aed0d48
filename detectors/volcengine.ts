import type { Detector } from '../src/engine/types.ts';
import { base62, base64, contextual, seq, token } from './helpers.ts';
const documentation = 'https://www.volcengine.com/docs/6291/65568';

export default [
  token({
    id: 'volcengine-access-key-id',
    title: 'Volcengine access key id',
    vendor: 'volcengine',
    severity: 'medium',
    shape: seq('AKLT', base62(32, 60)),
    confidence: 'possible',
    documentation,
  }),
  contextual({
    id: 'volcengine-secret-key',
    title: 'Volcengine secret access key',
    vendor: 'volcengine',
    names: ['volcengine', 'volc', 'aklt'],
    shape: { ...base64(58), source: '[0-9A-Za-z+/]{56,64}={0,2}', make: (r) => `${r.base64(58)}==` },
    example: 'VOLCENGINE_SECRET_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
