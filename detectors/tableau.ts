import type { Detector } from '../src/engine/types.ts';
import { base62, base64, contextual, seq } from './helpers.ts';
const documentation = 'https://help.tableau.com/current/server/en-us/security_personal_access_tokens.htm';

export default [
  contextual({
    id: 'tableau-token',
    title: 'Tableau personal access token',
    vendor: 'tableau',
    names: ['tableau'],
    shape: {
      ...seq(base64(22), ':', base62(32)),
      prefix: '',
      source: '[A-Za-z0-9+/]{22}==:[0-9A-Za-z]{32}',
      make: (r) => `${r.base64(22)}==:${r.base62(32)}`,
    },
    example: 'TABLEAU_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
