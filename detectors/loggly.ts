import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation =
  'https://documentation.solarwinds.com/en/success_center/loggly/content/admin/customer-token-authentication-token.htm';

export default [
  contextual({
    id: 'loggly-token',
    title: 'Loggly token',
    vendor: 'loggly',
    severity: 'medium',
    names: ['loggly'],
    shape: uuid,
    example: 'LOGGLY_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
