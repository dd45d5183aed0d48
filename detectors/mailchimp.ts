import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, digits, hex, seq, token } from './helpers.ts';

const documentation = 'https://mailchimp.com/developer/marketing/guides/quick-start/';

export default [
  token({
    id: 'mailchimp-api-key',
    title: 'Mailchimp API key',
    vendor: 'mailchimp',
    shape: { ...seq(hex(32), '-us', digits(1, 2)), prefix: '' },
    keywords: ['-us1', '-us2', '-us3', '-us4', '-us5', '-us6', '-us7', '-us8', '-us9'],
    documentation,
  }),
  contextual({
    id: 'mandrill-api-key',
    title: 'Mandrill API key',
    vendor: 'mailchimp',
    names: ['mandrill'],
    shape: base64url(22),
    example: 'MANDRILL_API_KEY',
    documentation,
  }),
  token({
    id: 'mandrill-key',
    title: 'Mandrill key',
    vendor: 'mailchimp',
    shape: seq('md-', base64url(22)),
    documentation,
  }),
] satisfies Detector[];
