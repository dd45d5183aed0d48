import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, uuid } from './helpers.ts';

const documentation =
  'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook';

export default [
  token({
    id: 'microsoft-teams-webhook',
    title: 'Microsoft Teams webhook',
    vendor: 'microsoft-teams',
    shape: {
      ...seq('webhook.office.com/webhookb2/', uuid, '@', uuid, '/IncomingWebhook/', hex(32), '/', uuid),
      follow: '0-9A-Za-z',
    },
    documentation,
  }),
] satisfies Detector[];
