import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, digits, hex, LEFT, seq, token } from './helpers.ts';

export default [
  {
    ...token({
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
    // In the address of the API it stands behind `bot`.
    pattern: new RegExp(`(?:(?<=bot)|${LEFT})[0-9]{8,10}:AA[0-9A-Za-z_-]{33}(?![0-9A-Za-z_-])`),
  },
  contextual({
    id: 'telegram-token',
    title: 'Telegram bot token',
    vendor: 'telegram',
    severity: 'critical',
    names: ['telegram', 'tgram', 'tg bot', 'bot token', 'tele bot'],
    shape: { ...seq(digits(6, 12), ':A', base64url(34)), prefix: '' },
    example: 'TELEGRAM_BOT_TOKEN',
    confidence: 'likely',
    documentation: 'https://core.telegram.org/bots/api#authorizing-your-bot',
  }),
  contextual({
    id: 'telegram-api-hash',
    title: 'Telegram API hash',
    vendor: 'telegram',
    names: ['telegram', 'tg api hash', 'api hash', 'telethon', 'pyrogram'],
    shape: hex(32),
    example: 'TELEGRAM_API_HASH',
    documentation: 'https://core.telegram.org/api/obtaining_api_id',
  }),
] satisfies Detector[];
