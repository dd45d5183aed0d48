import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, digits, lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://dev.twitch.tv/docs/authentication/';

export default [
  contextual({
    id: 'twitch-client-secret',
    title: 'Twitch key',
    vendor: 'twitch',
    names: ['twitch'],
    shape: lowerAlnum(30),
    example: 'TWITCH_CLIENT_SECRET',
    documentation,
  }),
  token({
    id: 'twitch-chat-token',
    title: 'Twitch chat token',
    vendor: 'twitch',
    shape: seq('oauth:', lowerAlnum(30)),
    documentation,
  }),
  token({
    id: 'twitch-stream-key',
    title: 'Twitch stream key',
    vendor: 'twitch',
    shape: { ...seq('live_', digits(6, 10), '_', base62(24, 40)) },
    documentation: 'https://help.twitch.tv/s/article/twitch-stream-key-faq',
  }),
] satisfies Detector[];
