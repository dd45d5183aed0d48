import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';
const documentation = 'https://www.filestack.com/docs/';

export default [
  contextual({
    id: 'filestack-api-key',
    title: 'Filestack API key',
    vendor: 'filestack',
    names: ['filestack', 'filepicker'],
    shape: { ...seq('A', base62(20), 'z'), prefix: '' },
    example: 'FILESTACK_API_KEY',
    documentation,
  }),
] satisfies Detector[];
