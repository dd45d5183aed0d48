import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://docs.saucelabs.com/';

export default [
  contextual({
    id: 'sauce-labs-access-key',
    title: 'Sauce Labs access key',
    vendor: 'sauce-labs',
    severity: 'medium',
    names: ['sauce'],
    words: ['key', 'token', 'secret', 'auth', 'password'],
    shape: uuid,
    example: 'SAUCE_ACCESS_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
