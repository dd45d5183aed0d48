import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq, token } from './helpers.ts';

const documentation = 'https://www.contentful.com/developers/docs/references/authentication/';

export default [
  token({
    id: 'contentful-management-token',
    title: 'Contentful management token',
    vendor: 'contentful',
    shape: seq('CFPAT-', base64url(43)),
    documentation,
  }),
  contextual({
    id: 'contentful-delivery-token',
    title: 'Contentful delivery token',
    vendor: 'contentful',
    severity: 'low',
    names: ['contentful'],
    shape: base64url(43),
    example: 'CONTENTFUL_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
