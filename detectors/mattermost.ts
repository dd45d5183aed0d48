import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://developers.mattermost.com/integrate/reference/personal-access-token/';

export default [
  contextual({
    id: 'mattermost-access-token',
    title: 'Mattermost access token',
    vendor: 'mattermost',
    names: ['mattermost'],
    shape: lowerAlnum(26),
    example: 'MATTERMOST_TOKEN',
    documentation,
  }),
  token({
    id: 'mattermost-webhook',
    title: 'Mattermost incoming webhook',
    vendor: 'mattermost',
    shape: {
      ...seq('/hooks/', lowerAlnum(26)),
      prefix: '',
      source: '/hooks/[13456789abcdefghijkmnopqrstuwxyz]{26}',
      make: (r) => `/hooks/${r.chars('13456789abcdefghijkmnopqrstuwxyz', 26)}`,
    },
    keywords: ['/hooks/'],
    publicPrefix: 7,
    confidence: 'possible',
    documentation: 'https://developers.mattermost.com/integrate/webhooks/incoming/',
  }),
] satisfies Detector[];
