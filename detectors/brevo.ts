import type { Detector } from '../src/engine/types.ts';
import { base62, hex, seq, token } from './helpers.ts';

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
] satisfies Detector[];
