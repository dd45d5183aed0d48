import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, seq, word } from './helpers.ts';

const documentation = 'https://developer.spotify.com/documentation/web-api/concepts/apps';

export default [
  contextual({
    id: 'spotify-client-secret',
    pairs: true,
    title: 'Spotify client secret',
    vendor: 'spotify',
    severity: 'medium',
    names: ['spotify', 'spotipy'],
    shape: hex(32),
    example: 'SPOTIFY_CLIENT_SECRET',
    documentation,
  }),
  contextual({
    id: 'spotify-access-token',
    title: 'Spotify access token',
    vendor: 'spotify',
    severity: 'low',
    names: ['spotify'],
    example: 'SPOTIFY_ACCESS_TOKEN',
    shape: seq('BQ', word('A', 'B', 'C', 'D'), base64url(150, 300)),
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
