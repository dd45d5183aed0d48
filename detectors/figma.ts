import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, digits, seq, token, uuid, word } from './helpers.ts';

const documentation = 'https://www.figma.com/developers/api#access-tokens';

export default [
  token({
    id: 'figma-access-token',
    title: 'Figma access token',
    vendor: 'figma',
    shape: seq('fig', word('d', 'or', 'o', 'r', 'u'), '_', base64url(40, 50)),
    keywords: ['figd_', 'figo_', 'figor_', 'figr_', 'figu_'],
    documentation,
  }),
  contextual({
    id: 'figma-legacy-token',
    title: 'Figma token (old form)',
    vendor: 'figma',
    names: ['figma'],
    shape: { ...seq(digits(5, 8), '-', uuid), prefix: '' },
    example: 'FIGMA_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
