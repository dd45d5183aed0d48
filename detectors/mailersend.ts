import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://developers.mailersend.com/general.html#authentication';

export default [
  token({
    id: 'mailersend-api-token',
    title: 'MailerSend API token',
    vendor: 'mailersend',
    shape: seq('mlsn.', hex(64)),
    documentation,
  }),
] satisfies Detector[];
