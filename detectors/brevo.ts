import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://developers.brevo.com/docs/getting-started';

export default [
  token({
    id: 'brevo-api-key',
    title: 'Brevo API key',
    vendor: 'brevo',
    shape: seq('xkeysib-', hex(64), '-', base62(16)),
    documentation,
  }),
  token({
    id: 'brevo-smtp-key',
    title: 'Brevo SMTP key',
    vendor: 'brevo',
    shape: seq('xsmtpsib-', hex(64), '-', base62(16)),
    documentation,
  }),
  contextual({
    id: 'sendinblue-api-key',
    title: 'Sendinblue API key (old form)',
    vendor: 'brevo',
    names: ['sendinblue', 'send in blue'],
    shape: base62(16),
    example: 'SENDINBLUE_API_KEY',
    documentation: documentation,
  }),
] satisfies Detector[];
