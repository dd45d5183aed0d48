import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector';

export default [
  contextual({
    id: 'splunk-hec-token',
    title: 'Splunk HEC token',
    vendor: 'splunk',
    names: ['splunk', 'hec token'],
    shape: uuid,
    confidence: 'likely',
    example: 'SPLUNK_HEC_TOKEN',
    documentation,
  }),
] satisfies Detector[];
