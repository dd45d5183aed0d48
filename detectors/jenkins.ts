import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, oneOf } from './helpers.ts';

const documentation =
  'https://www.jenkins.io/doc/book/system-administration/authenticating-scripted-clients/';

export default [
  contextual({
    id: 'jenkins-api-token',
    title: 'Jenkins API token',
    vendor: 'jenkins',
    names: ['jenkins'],
    words: ['token', 'key', 'password', 'pass', 'crumb', 'secret', 'admin'],
    shape: oneOf(hex(64), hex(32, 36)),
    example: 'JENKINS_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
