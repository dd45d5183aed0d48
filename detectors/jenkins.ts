import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation =
  'https://www.jenkins.io/doc/book/system-administration/authenticating-scripted-clients/';

export default [
  contextual({
    id: 'jenkins-api-token',
    title: 'Jenkins API token',
    vendor: 'jenkins',
    names: ['jenkins'],
    words: ['token', 'key', 'password', 'crumb'],
    shape: hex(32, 34),
    example: 'JENKINS_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
