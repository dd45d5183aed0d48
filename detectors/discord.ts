import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, digits, seq, token, word } from './helpers.ts';

const documentation = 'https://discord.com/developers/docs/reference#authentication';
const revoke = 'https://discord.com/developers/applications';

export default [
  token({
    id: 'discord-webhook',
    title: 'Discord webhook',
    vendor: 'discord',
    shape: seq('discord', word('.com', 'app.com'), '/api/webhooks/', digits(17, 20), '/', base64url(60, 72)),
    revoke,
    documentation,
  }),
  contextual({
    id: 'discord-client-secret',
    title: 'Discord client secret',
    vendor: 'discord',
    names: ['discord'],
    words: ['secret'],
    shape: base64url(32),
    example: 'DISCORD_CLIENT_SECRET',
    revoke,
    documentation,
  }),
] satisfies Detector[];
