import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex } from './helpers.ts';

const documentation = 'https://developers.line.biz/en/docs/basics/channel-access-token/';

export default [
  contextual({
    id: 'line-channel-secret',
    title: 'LINE channel secret',
    vendor: 'line',
    names: ['line channel', 'channel secret'],
    shape: hex(32),
    example: 'LINE_CHANNEL_SECRET',
    documentation,
  }),
  contextual({
    id: 'line-notify-token',
    title: 'LINE Notify token',
    vendor: 'line',
    severity: 'medium',
    names: ['line notify'],
    shape: base62(43),
    example: 'LINE_NOTIFY_TOKEN',
    documentation,
  }),
] satisfies Detector[];
