import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://support.atlassian.com/opsgenie/docs/api-key-management/';

export default [
  contextual({
    id: 'opsgenie-api-key',
    title: 'Opsgenie API key',
    vendor: 'opsgenie',
    names: ['opsgenie', 'geniekey', 'genie key'],
    shape: uuid,
    confidence: 'likely',
    example: 'OPSGENIE_API_KEY',
    documentation,
  }),
] satisfies Detector[];
