import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://developers.docusign.com/platform/auth/';

export default [
  contextual({
    id: 'docusign-secret-key',
    title: 'DocuSign secret key',
    vendor: 'docusign',
    names: ['docusign'],
    words: ['key', 'token', 'secret', 'auth', 'password'],
    shape: uuid,
    example: 'DOCUSIGN_SECRET_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
