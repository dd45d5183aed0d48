import type { Detector } from '../src/engine/types.ts';
import { seq, token, uuid } from './helpers.ts';
const documentation = 'https://developer.riotgames.com/docs/portal';

export default [
  token({
    id: 'riot-games-api-key',
    title: 'Riot Games API key',
    vendor: 'riot-games',
    shape: seq('RGAPI-', uuid),
    documentation,
  }),
] satisfies Detector[];
