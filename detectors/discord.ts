import type { Detector } from '../src/engine/types.ts';
import {
  base64url,
  contextual,
  digits,
  fromBase64,
  hex,
  made,
  oneOf,
  seq,
  toBase64,
  token,
  word,
} from './helpers.ts';

const documentation = 'https://discord.com/developers/docs/reference#authentication';
const revoke = 'https://discord.com/developers/applications';

/** Base64 of three digits: how every bot's number begins. Shorter beginnings are frequent in source text. */
const beginnings = Array.from({ length: 900 }, (_, i) => toBase64(`${i + 100}`));
const exact = new Set(beginnings);

export default [
  {
    ...token({
      id: 'discord-bot-token',
      title: 'Discord bot token',
      vendor: 'discord',
      severity: 'critical',
      shape: {
        ...made(
          base64url(59),
          (r) => `${toBase64(`1${r.digits(17)}`)}.G${r.base64url(4)}x.${r.base64url(37)}x`,
        ),
        source: '[MNO][A-Za-z0-9]{22,27}\\.[0-9A-Za-z_-]{6,7}\\.[0-9A-Za-z_-]{27,40}',
      },
      keywords: [...new Set(beginnings.map((text) => text.toLowerCase()))],
      publicPrefix: 0,
      // The bot's number in base64, the time in base64, a signature.
      check: (value) =>
        /^\d{17,20}$/.test(fromBase64(value.split('.')[0] ?? '')?.toString('latin1') ?? '')
          ? { verdict: 'valid', note: 'holds the number of its bot' }
          : { verdict: 'unknown' },
      revoke,
      documentation,
    }),
    quick: (bytes, start, end) => {
      // The dot after the number first: the beginnings are frequent in source text.
      for (let i = start + 23; i < start + 29; i++) {
        if (bytes[i] === 0x2e) return exact.has(String.fromCharCode(...bytes.subarray(start, end)));
      }
      return false;
    },
  },
  token({
    id: 'discord-webhook',
    title: 'Discord webhook',
    vendor: 'discord',
    shape: {
      ...seq('discord', word('.com', 'app.com'), '/api/webhooks/', digits(17, 20), '/', base64url(60, 72)),
      source: 'discord(?:app)?\\.com/api/(?:v\\d{1,2}/)?webhooks/\\d{17,20}/[0-9A-Za-z_-]{60,72}',
    },
    keywords: ['discord.com/api/', 'discordapp.com/api/'],
    publicPrefix: 0,
    revoke,
    documentation,
  }),
  contextual({
    id: 'discord-client-secret',
    title: 'Discord client secret',
    vendor: 'discord',
    names: ['discord'],
    words: ['secret', 'token', 'key', 'client'],
    shape: oneOf(base64url(32), hex(64)),
    example: 'DISCORD_CLIENT_SECRET',
    revoke,
    documentation,
  }),
  token({
    id: 'discord-mfa-token',
    title: 'Discord user token',
    vendor: 'discord',
    severity: 'critical',
    shape: seq('mfa.', base64url(84)),
    revoke,
    documentation,
  }),
] satisfies Detector[];
