import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';
const documentation = 'https://developers.squarespace.com/commerce-apis/authentication-and-permissions';

export default [
  contextual({
    id: 'squarespace-api-key',
    title: 'Squarespace API key',
    vendor: 'squarespace',
    names: ['squarespace'],
    words: ['key', 'token', 'secret', 'auth', 'password'],
    shape: uuid,
    example: 'SQUARESPACE_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
