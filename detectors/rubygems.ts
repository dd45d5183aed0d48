import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://guides.rubygems.org/api-key-scopes/';
const revoke = 'https://rubygems.org/profile/api_keys';

export default [
  token({
    id: 'rubygems-api-key',
    title: 'RubyGems API key',
    vendor: 'rubygems',
    severity: 'critical',
    shape: seq('rubygems_', hex(48)),
    revoke,
    documentation,
  }),
  contextual({
    id: 'rubygems-legacy-key',
    title: 'RubyGems API key (old form)',
    vendor: 'rubygems',
    names: ['rubygems'],
    shape: hex(32),
    example: 'RUBYGEMS_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
