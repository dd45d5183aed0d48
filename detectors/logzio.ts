import type { Detector } from '../src/engine/types.ts';
import { contextual, letters } from './helpers.ts';

const documentation = 'https://docs.logz.io/docs/user-guide/admin/authentication-tokens/';

export default [
  contextual({
    id: 'logzio-token',
    title: 'Logz.io token',
    vendor: 'logzio',
    severity: 'medium',
    names: ['logzio', 'logz io'],
    shape: letters(32),
    example: 'LOGZIO_TOKEN',
    documentation,
  }),
] satisfies Detector[];
