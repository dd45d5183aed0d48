import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://docs.datadoghq.com/account_management/api-app-keys/';

export default [
  contextual({
    id: 'datadog-api-key',
    title: 'Datadog API key',
    vendor: 'datadog',
    names: ['datadog', 'dd api', 'dd client'],
    // The ids of a W3C trace context stand beside Datadog's own.
    shape: { ...hex(32), source: '(?<!\\b0[01]-)[0-9a-f]{32}' },
    example: 'DD_API_KEY',
    misses: (random) => [`"x-datadog-tags": "", "traceparent": "00-${random.hex(32)}-${random.hex(16)}-01"`],
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'datadog-application-key',
    title: 'Datadog application key',
    vendor: 'datadog',
    names: ['datadog', 'dd app', 'dd application'],
    shape: hex(40),
    example: 'DD_APP_KEY',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'datadog-client-token',
    title: 'Datadog client token',
    vendor: 'datadog',
    severity: 'low',
    shape: seq('pub', hex(32)),
    documentation,
  }),
] satisfies Detector[];
