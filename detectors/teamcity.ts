import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';
const documentation = 'https://www.jetbrains.com/help/teamcity/configuring-your-user-profile.html';

export default [
  token({
    id: 'teamcity-access-token',
    title: 'TeamCity access token',
    vendor: 'teamcity',
    shape: seq('eyJ0eXAiOiAiVENWMiJ9.', base64url(36), '.', base64url(48)),
    check: () => ({ verdict: 'valid', note: "begins with TeamCity's header" }),
    documentation,
  }),
] satisfies Detector[];
