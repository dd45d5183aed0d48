import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://developers.activecampaign.com/reference/authentication';

export default [
  contextual({
    id: 'activecampaign-api-key',
    title: 'ActiveCampaign API key',
    vendor: 'activecampaign',
    names: ['activecampaign', 'active campaign'],
    shape: hex(72),
    example: 'ACTIVECAMPAIGN_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
