import type { Detector } from '../src/engine/types.ts';
import { base64url, digits, seq, token } from './helpers.ts';

export default [
  token({
    id: 'telegram-bot-token',
    title: 'Telegram bot token',
    vendor: 'telegram',
    shape: { ...seq(digits(8, 10), ':AA', base64url(33)), prefix: '' },
    keywords: [':aa'],
    quick: (bytes, start) => {
      const before = bytes[start - 1] ?? 0;
      return before >= 0x30 && before <= 0x39;
    },
    revoke: 'https://t.me/BotFather',
    documentation: 'https://core.telegram.org/bots/features#generating-an-authentication-token',
  }),
] satisfies Detector[];
