import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';
const documentation = 'https://developer.shortcut.com/api/rest/v3';

export default [
  contextual({
    id: 'shortcut-api-token',
    title: 'Shortcut API token',
    vendor: 'shortcut',
    names: ['shortcut', 'clubhouse'],
    shape: uuid,
    example: 'SHORTCUT_API_TOKEN',
    words: ['token', 'key', 'secret'],
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
