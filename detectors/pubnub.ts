import type { Detector } from '../src/engine/types.ts';
import { base64, seq, token, uuid, word } from './helpers.ts';

const documentation = 'https://www.pubnub.com/docs/';

export default [
  token({
    id: 'pubnub-secret-key',
    title: 'PubNub secret key',
    vendor: 'pubnub',
    shape: seq('sec-c-', base64(48, 60)),
    documentation,
  }),
  token({
    id: 'pubnub-publish-key',
    title: 'PubNub publish key',
    vendor: 'pubnub',
    severity: 'low',
    shape: seq(word('pub', 'sub'), '-c-', uuid),
    keywords: ['pub-c-', 'sub-c-'],
    documentation,
  }),
] satisfies Detector[];
