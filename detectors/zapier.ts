import type { Detector } from '../src/engine/types.ts';
import { digits, lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://zapier.com/help/doc/how-use-zapier-webhooks';

export default [
  token({
    id: 'zapier-webhook',
    title: 'Zapier webhook',
    vendor: 'zapier',
    severity: 'medium',
    shape: seq('hooks.zapier.com/hooks/catch/', digits(4, 9), '/', lowerAlnum(5, 9)),
    documentation,
  }),
] satisfies Detector[];
