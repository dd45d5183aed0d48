import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq, token, uuid } from './helpers.ts';

const documentation = 'https://www.mongodb.com/docs/atlas/configure-api-access/';

export default [
  contextual({
    id: 'mongodb-atlas-private-key',
    title: 'MongoDB Atlas private key',
    vendor: 'mongodb-atlas',
    severity: 'critical',
    names: ['atlas', 'mongodb', 'mongocli'],
    words: ['private', 'key', 'secret', 'token'],
    shape: uuid,
    confidence: 'likely',
    example: 'MONGODB_ATLAS_PRIVATE_KEY',
    documentation,
  }),
  token({
    id: 'mongodb-atlas-service-account',
    title: 'MongoDB Atlas service account secret',
    vendor: 'mongodb-atlas',
    severity: 'critical',
    shape: seq('mdb_sa_sk_', base64url(40)),
    documentation,
  }),
] satisfies Detector[];
