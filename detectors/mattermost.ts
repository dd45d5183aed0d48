import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum } from './helpers.ts';

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
] satisfies Detector[];
