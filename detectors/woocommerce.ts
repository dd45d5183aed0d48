import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';
const documentation = 'https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication';

export default [
  token({
    id: 'woocommerce-consumer-secret',
    title: 'WooCommerce consumer secret',
    vendor: 'woocommerce',
    shape: seq('cs_', hex(40)),
    documentation,
  }),
  token({
    id: 'woocommerce-consumer-key',
    title: 'WooCommerce consumer key',
    vendor: 'woocommerce',
    severity: 'medium',
    shape: seq('ck_', hex(40)),
    documentation,
  }),
] satisfies Detector[];
