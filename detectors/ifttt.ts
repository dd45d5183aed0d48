import type { Detector } from '../src/engine/types.ts';
import { base64url, lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://ifttt.com/maker_webhooks';

export default [
  token({
    id: 'ifttt-webhook-key',
    title: 'IFTTT webhook key',
    vendor: 'ifttt',
    severity: 'medium',
    shape: {
      ...seq('maker.ifttt.com/trigger/', lowerAlnum(3, 20), '/with/key/', base64url(22, 43)),
      source: 'maker\\.ifttt\\.com/trigger/[\\w-]{1,60}/(?:json/)?with/key/[A-Za-z0-9_-]{22,43}',
    },
    documentation,
  }),
] satisfies Detector[];
