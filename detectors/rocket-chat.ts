import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://developer.rocket.chat/apidocs/authentication';

export default [
  contextual({
    id: 'rocket-chat-token',
    title: 'Rocket.Chat token',
    vendor: 'rocket-chat',
    names: ['rocket chat', 'rocketchat'],
    shape: base64url(43),
    example: 'ROCKETCHAT_TOKEN',
    documentation,
  }),
] satisfies Detector[];
