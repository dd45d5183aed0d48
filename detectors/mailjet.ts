import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://dev.mailjet.com/email/guides/getting-started/';

export default [
  contextual({
    id: 'mailjet-secret-key',
    pairs: true,
    title: 'Mailjet key',
    vendor: 'mailjet',
    names: ['mailjet'],
    shape: hex(32),
    example: 'MAILJET_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
