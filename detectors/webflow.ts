import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://developers.webflow.com/';

export default [
  contextual({
    id: 'webflow-api-token',
    title: 'Webflow API token',
    vendor: 'webflow',
    names: ['webflow'],
    shape: hex(64),
    example: 'WEBFLOW_API_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
