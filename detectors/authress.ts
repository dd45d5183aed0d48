import type { Detector } from '../src/engine/types.ts';
import { base64url, lowerAlnum, seq, token, word } from './helpers.ts';
const documentation = 'https://authress.io/knowledge-base/docs/authorization/service-clients/';

export default [
  token({
    id: 'authress-access-key',
    title: 'Authress service client access key',
    vendor: 'authress',
    shape: {
      ...seq(
        word('sc_', 'ext_', 'scauth_', 'authress_'),
        lowerAlnum(5, 30),
        '.',
        lowerAlnum(4, 6),
        '.acc-',
        lowerAlnum(10, 32),
        '.',
        base64url(30, 120),
      ),
      source:
        '(?:sc|ext|scauth|authress)_[0-9A-Za-z]{5,30}\\.[0-9A-Za-z]{4,6}\\.acc[_-][0-9a-z-]{10,32}\\.[0-9A-Za-z+/_=-]{30,120}',
    },
    keywords: ['sc_', 'ext_', 'scauth_', 'authress_'],
    documentation,
  }),
] satisfies Detector[];
