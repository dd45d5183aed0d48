import type { Detector } from '../src/engine/types.ts';
import { contextual, digits, hex, seq, word } from './helpers.ts';
const documentation = 'https://uptimerobot.com/api/';

export default [
  contextual({
    id: 'uptimerobot-api-key',
    title: 'UptimeRobot API key',
    vendor: 'uptimerobot',
    names: ['uptimerobot', 'uptime robot'],
    shape: { ...seq(word('u', 'm', 'ur'), digits(5, 10), '-', hex(24)), prefix: '' },
    example: 'UPTIMEROBOT_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
