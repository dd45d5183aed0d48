import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, seq, token } from './helpers.ts';
const documentation = 'https://dev.vk.com/en/api/access-token/getting-started';

export default [
  token({
    id: 'vk-access-token',
    title: 'VK access token',
    vendor: 'vk',
    shape: seq('vk1.a.', base64url(80, 260)),
    reach: { before: 8, after: 400 },
    documentation,
  }),
  contextual({
    id: 'vk-legacy-token',
    title: 'VK access token (old form)',
    vendor: 'vk',
    names: ['vkontakte', 'vk api', 'vk access', 'vk token', 'vk com', 'vk service'],
    shape: hex(85),
    example: 'VK_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
