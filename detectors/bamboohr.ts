import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://documentation.bamboohr.com/docs';

export default [
  contextual({
    id: 'bamboohr-api-key',
    title: 'BambooHR API key',
    vendor: 'bamboohr',
    names: ['bamboohr', 'bamboo hr'],
    shape: hex(40),
    example: 'BAMBOOHR_API_KEY',
    documentation,
  }),
] satisfies Detector[];
