import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://postmarkapp.com/developer/api/overview#authentication';

export default [
  contextual({
    id: 'postmark-server-token',
    title: 'Postmark server token',
    vendor: 'postmark',
    names: ['postmark'],
    shape: uuid,
    confidence: 'likely',
    example: 'POSTMARK_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
