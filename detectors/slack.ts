import type { Detector } from '../src/engine/types.ts';
import { LEFT, base62, digits, hex, lowerAlnum, oneOf, seq, token, upperAlnum, word } from './helpers.ts';

const documentation = 'https://docs.slack.dev/authentication/tokens';
const revoke = 'https://docs.slack.dev/reference/methods/auth.revoke';

export default [
  token({
    id: 'slack-bot-token',
    title: 'Slack bot token',
    vendor: 'slack',
    severity: 'critical',
    shape: seq('xoxb-', digits(9, 14), '-', oneOf(seq(digits(9, 14), '-', base62(18, 34)), base62(18, 34))),
    revoke,
    documentation,
  }),
  token({
    id: 'slack-user-token',
    title: 'Slack user token',
    vendor: 'slack',
    severity: 'critical',
    shape: seq('xoxp-', digits(9, 14), '-', digits(9, 14), '-', digits(9, 14), '-', hex(28, 36)),
    revoke,
    documentation,
  }),
  token({
    id: 'slack-workspace-token',
    title: 'Slack workspace token',
    vendor: 'slack',
    shape: {
      ...seq('xoxa-', base62(16, 100)),
      source: 'xoxa-(?:\\d-)?[0-9A-Za-z-]{8,120}',
      follow: '0-9A-Za-z-',
    },
    revoke,
    documentation,
  }),
  token({
    id: 'slack-refresh-token',
    title: 'Slack refresh token',
    vendor: 'slack',
    shape: {
      ...seq('xoxr-', base62(16, 100)),
      source: 'xoxr-(?:\\d-)?[0-9A-Za-z-]{8,120}',
      follow: '0-9A-Za-z-',
    },
    revoke,
    documentation,
  }),
  token({
    id: 'slack-legacy-token',
    title: 'Slack legacy token',
    vendor: 'slack',
    shape: seq('xoxs-', digits(9, 14), '-', digits(9, 14), '-', digits(9, 14), '-', hex(10, 40)),
    revoke,
    documentation,
  }),
  token({
    id: 'slack-app-token',
    title: 'Slack app-level token',
    vendor: 'slack',
    severity: 'critical',
    shape: seq('xapp-', digits(1), '-', upperAlnum(9, 13), '-', digits(9, 15), '-', hex(60, 70)),
    revoke,
    documentation,
  }),
  token({
    id: 'slack-config-token',
    title: 'Slack configuration token',
    vendor: 'slack',
    shape: seq('xoxe.', 'xox', oneOf(seq('b', '-'), seq('p', '-')), digits(1), '-', base62(100, 180)),
    revoke,
    documentation,
  }),
  token({
    id: 'slack-config-refresh-token',
    title: 'Slack configuration refresh token',
    vendor: 'slack',
    shape: seq('xoxe-', digits(1), '-', base62(100, 180)),
    revoke,
    documentation,
  }),
  token({
    id: 'slack-other-token',
    title: 'Slack token of another form',
    vendor: 'slack',
    shape: {
      ...seq(word('xoxb-', 'xoxp-', 'xoxs-', 'xoxe-', 'xoxo-', 'xoxc-', 'xapp-', 'xwfp-'), base62(20, 60)),
      source: '(?:xox[bpseoc]|xapp|xwfp)-(?=[a-zA-Z-]{0,60}[0-9])[0-9A-Za-z-]{14,250}',
      follow: '0-9A-Za-z-',
    },
    revoke,
    documentation,
  }),
  {
    ...token({
      id: 'slack-cookie',
      title: 'Slack session cookie',
      vendor: 'slack',
      shape: seq('xoxd-', base62(60, 200)),
      documentation,
    }),
    pattern: new RegExp(`${LEFT}xoxd-[A-Za-z0-9%+/=_-]{40,400}`),
  },
  token({
    id: 'slack-webhook',
    title: 'Slack incoming webhook',
    vendor: 'slack',
    shape: seq(
      'hooks.slack.com/',
      oneOf(
        seq('services/T', upperAlnum(8, 12), '/B', upperAlnum(8, 12), '/', base62(20, 28)),
        seq(
          'workflows/T',
          upperAlnum(8, 12),
          '/A',
          upperAlnum(8, 12),
          '/',
          digits(15, 22),
          '/',
          base62(20, 28),
        ),
        seq('triggers/T', upperAlnum(8, 12), '/', digits(10, 16), '/', lowerAlnum(30, 36)),
      ),
    ),
    documentation: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
  }),
] satisfies Detector[];
