import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';
const documentation = 'https://cal.com/docs/api-reference/v1/authentication';

export default [
  token({
    id: 'cal-com-api-key',
    title: 'Cal.com API key',
    vendor: 'cal-com',
    shape: {
      ...seq('cal_', word('live', 'test'), '_', hex(32)),
      source: 'cal_(?:(?:live|test)_)?[0-9a-f]{32,64}',
    },
    keywords: ['cal_'],
    documentation,
  }),
] satisfies Detector[];
