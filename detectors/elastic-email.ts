import type { Detector } from '../src/engine/types.ts';
import { contextual, upperHex } from './helpers.ts';
const documentation = 'https://elasticemail.com/developers/api-documentation';

export default [
  contextual({
    id: 'elastic-email-api-key',
    title: 'Elastic Email API key',
    vendor: 'elastic-email',
    names: ['elasticemail', 'elastic email'],
    shape: upperHex(96),
    example: 'ELASTICEMAIL_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
