import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, oneOf } from './helpers.ts';
const documentation = 'https://developers.naver.com/docs/common/openapiguide/';

export default [
  contextual({
    id: 'naver-client-secret',
    title: 'Naver client secret',
    vendor: 'naver',
    names: ['naver'],
    shape: oneOf(base62(40), base64url(10)),
    example: 'NAVER_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
