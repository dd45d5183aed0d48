import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://dev.splunk.com/observability/docs/administration/authtokens/';

export default [
  contextual({
    id: 'signalfx-token',
    title: 'Splunk Observability token',
    vendor: 'signalfx',
    names: ['signalfx', 'x sf token', 'sf token', 'splunk access', 'splunk observability'],
    shape: base64url(22),
    example: 'SIGNALFX_TOKEN',
    documentation,
  }),
] satisfies Detector[];
