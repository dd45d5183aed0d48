import type { Detector } from '../src/engine/types.ts';
import { digits, lowerAlnum, seq, token, upperAlnum } from './helpers.ts';

const documentation =
  'https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens';

export default [
  token({
    id: 'dynatrace-api-token',
    title: 'Dynatrace API token',
    vendor: 'dynatrace',
    shape: seq('dt0', lowerAlnum(1), digits(2), '.', upperAlnum(8, 24), '.', upperAlnum(64)),
    keywords: ['dt0'],
    documentation,
  }),
] satisfies Detector[];
