import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/';

export default [
  token({
    id: 'pulumi-access-token',
    title: 'Pulumi access token',
    vendor: 'pulumi',
    severity: 'critical',
    shape: seq('pul-', hex(40)),
    documentation,
  }),
] satisfies Detector[];
