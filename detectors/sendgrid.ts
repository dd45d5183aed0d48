import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys';
const revoke = 'https://app.sendgrid.com/settings/api_keys';

export default [
  token({
    id: 'sendgrid-api-key',
    title: 'SendGrid API key',
    vendor: 'sendgrid',
    severity: 'critical',
    shape: {
      ...seq('SG.', base64url(22), '.', base64url(43)),
      source: 'SG\\.(?:[0-9A-Za-z_-]{22}\\.[0-9A-Za-z_-]{43}|[0-9A-Za-z_.=-]{66})',
    },
    revoke,
    documentation,
  }),
] satisfies Detector[];
