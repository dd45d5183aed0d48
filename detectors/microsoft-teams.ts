import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, uuid, word } from './helpers.ts';

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
  token({
    id: 'microsoft-office-webhook',
    title: 'Microsoft 365 connector webhook',
    vendor: 'microsoft-teams',
    shape: {
      ...seq(
        'outlook.office.com/webhook/',
        uuid,
        '@',
        uuid,
        '/',
        word('IncomingWebhook', 'AzureDevOps', 'BitBucket', 'Jenkins', 'GitHub'),
        '/',
        hex(32),
        '/',
        uuid,
      ),
      source:
        'outlook\\.office(?:365)?\\.com/webhook/[0-9a-fA-F-]{36}@[0-9a-fA-F-]{36}/[A-Za-z0-9]{3,30}/[0-9a-fA-F]{32}/[0-9a-fA-F-]{36}',
      follow: '0-9A-Za-z',
    },
    keywords: ['outlook.office.com/webhook/', 'outlook.office365.com/webhook/'],
    documentation,
  }),
] satisfies Detector[];
