import type { Detector } from '../src/engine/types.ts';
import { contextual, seq, token, uuid, word } from './helpers.ts';

const documentation = 'https://developers.hubspot.com/docs/guides/apps/private-apps/overview';

export default [
  token({
    id: 'hubspot-private-app-token',
    title: 'HubSpot private app token',
    vendor: 'hubspot',
    shape: seq('pat-', word('na1', 'eu1', 'na2', 'ap1', 'na3'), '-', uuid),
    documentation,
  }),
  contextual({
    id: 'hubspot-api-key',
    title: 'HubSpot API key',
    vendor: 'hubspot',
    names: ['hubspot', 'hapikey'],
    shape: uuid,
    confidence: 'likely',
    example: 'HUBSPOT_API_KEY',
    documentation,
  }),
] satisfies Detector[];
