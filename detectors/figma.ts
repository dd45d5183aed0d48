import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';

const documentation = 'https://www.figma.com/developers/api#access-tokens';

export default [
  token({
    id: 'figma-access-token',
    title: 'Figma access token',
    vendor: 'figma',
    shape: seq('fig', word('d', 'o', 'r', 'u'), '_', base64url(40, 50)),
    keywords: ['figd_', 'figo_', 'figr_', 'figu_'],
    documentation,
  }),
] satisfies Detector[];
