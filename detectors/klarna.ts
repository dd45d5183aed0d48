import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';
const documentation = 'https://docs.klarna.com/api/authentication/';

export default [
  token({
    id: 'klarna-api-key',
    title: 'Klarna API key',
    vendor: 'klarna',
    shape: {
      ...seq('klarna_', word('live', 'test'), '_api_', base64url(60, 160)),
      source: 'klarna_(?:live|test)_api_[0-9A-Za-z!#$%*()/+?@^_~.-]{40,200}[0-9A-Za-z=]',
    },
    keywords: ['klarna_live_api_', 'klarna_test_api_'],
    documentation,
  }),
] satisfies Detector[];
