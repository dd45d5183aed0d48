import type { Detector } from '../src/engine/types.ts';
import { contextual, upperAlnum } from './helpers.ts';
const documentation = 'https://www.scrapingbee.com/documentation/';

export default [
  contextual({
    id: 'scrapingbee-api-key',
    title: 'ScrapingBee API key',
    vendor: 'scrapingbee',
    names: ['scrapingbee'],
    shape: upperAlnum(80),
    example: 'SCRAPINGBEE_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
