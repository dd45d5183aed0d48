import type { Detector } from '../src/engine/types.ts';
import { base64, made, seq, toBase64, token } from './helpers.ts';
const documentation = 'https://www.jetbrains.com/help/youtrack/devportal/Manage-Permanent-Token.html';

export default [
  token({
    id: 'jetbrains-permanent-token',
    title: 'YouTrack, Hub or Space permanent token',
    vendor: 'jetbrains',
    shape: {
      ...made(
        seq('perm:', base64(12)),
        (r) => `perm:${toBase64(r.lower(6))}.${toBase64(r.digits(6))}.${r.base62(30)}`,
      ),
      source: 'perm[:-][A-Za-z0-9+/=-]{4,80}\\.[A-Za-z0-9+/=-]{2,60}\\.[A-Za-z0-9]{20,60}',
      follow: '0-9A-Za-z',
    },
    keywords: ['perm:', 'perm-'],
    documentation,
  }),
] satisfies Detector[];
