import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq, token, word } from './helpers.ts';

const documentation = 'https://yandex.cloud/en/docs/iam/concepts/authorization/';

export default [
  token({
    id: 'yandex-iam-token',
    title: 'Yandex Cloud IAM token',
    vendor: 'yandex-cloud',
    severity: 'medium',
    shape: {
      ...seq('t1.', base64url(80, 300)),
      source: 't1\\.[A-Z0-9a-z_-]{8,300}={0,2}\\.[A-Z0-9a-z_-]{80,100}={0,2}',
      make: (r) => `t1.${r.base62(40)}.${r.base62(86)}`,
    },
    documentation,
  }),
  token({
    id: 'yandex-iam-cookie',
    title: 'Yandex Cloud IAM cookie',
    vendor: 'yandex-cloud',
    severity: 'medium',
    shape: {
      ...seq('c1.', base64url(80, 300)),
      source: 'c1\\.[A-Z0-9a-z_-]{8,300}={0,2}\\.[A-Z0-9a-z_-]{80,100}={0,2}',
      make: (r) => `c1.${r.base62(40)}.${r.base62(86)}`,
    },
    documentation,
  }),
  token({
    id: 'yandex-api-key',
    title: 'Yandex Cloud API key',
    vendor: 'yandex-cloud',
    shape: seq('AQVN', base64url(35, 38)),
    documentation,
  }),
  token({
    id: 'yandex-oauth-token',
    title: 'Yandex OAuth token',
    vendor: 'yandex-cloud',
    shape: seq('y0_', base64url(50, 70)),
    documentation,
  }),
  token({
    id: 'yandex-static-key',
    title: 'Yandex Cloud static key',
    vendor: 'yandex-cloud',
    shape: seq(word('YCM', 'YCN', 'YCO', 'YCP'), base64url(37)),
    confidence: 'possible',
    documentation,
  }),
  contextual({
    id: 'yandex-secret-key',
    title: 'Yandex Cloud static secret key',
    vendor: 'yandex-cloud',
    names: ['yandex', 'yc secret', 'yc access'],
    shape: seq(word('YCA', 'YCM', 'YCN', 'YCO', 'YCP'), base64url(37)),
    example: 'YANDEX_SECRET_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
