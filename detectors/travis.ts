import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://docs.travis-ci.com/user/triggering-builds/';

export default [
  contextual({
    id: 'travis-access-token',
    title: 'Travis CI token',
    vendor: 'travis',
    names: ['travis'],
    words: ['token', 'key', 'secret'],
    shape: base64url(20, 22),
    example: 'TRAVIS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
