import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://docs.wise.com/api-docs/features/authentication-access';

export default [
  contextual({
    id: 'wise-api-token',
    title: 'Wise API token',
    vendor: 'wise',
    severity: 'critical',
    names: ['transferwise', 'wise api'],
    shape: uuid,
    example: 'WISE_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
