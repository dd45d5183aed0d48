import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.customer.io/';

export default [
  contextual({
    id: 'customer-io-api-key',
    title: 'Customer.io key',
    vendor: 'customer-io',
    names: ['customerio', 'customer io'],
    shape: hex(20, 32),
    example: 'CUSTOMERIO_API_KEY',
    documentation,
  }),
] satisfies Detector[];
