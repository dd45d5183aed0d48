import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://docs.cypress.io/cloud/account-management/projects';

export default [
  contextual({
    id: 'cypress-record-key',
    title: 'Cypress record key',
    vendor: 'cypress',
    severity: 'low',
    names: ['cypress record', 'cypress key', 'record key'],
    shape: uuid,
    example: 'CYPRESS_RECORD_KEY',
    documentation,
  }),
] satisfies Detector[];
