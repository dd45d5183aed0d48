import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://docs.mailtrap.io/';

export default [
  contextual({
    id: 'mailtrap-api-token',
    title: 'Mailtrap API token',
    vendor: 'mailtrap',
    names: ['mailtrap'],
    shape: hex(32),
    example: 'MAILTRAP_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
