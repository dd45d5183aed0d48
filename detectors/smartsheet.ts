import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, lowerAlnum, oneOf } from './helpers.ts';
const documentation = 'https://developers.smartsheet.com/';

export default [
  contextual({
    id: 'smartsheet-access-token',
    title: 'Smartsheet access token',
    vendor: 'smartsheet',
    names: ['smartsheet'],
    shape: oneOf(base62(37), lowerAlnum(26)),
    example: 'SMARTSHEET_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
