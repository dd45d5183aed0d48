import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://learn.microsoft.com/nuget/nuget-org/publish-a-package';
const revoke = 'https://www.nuget.org/account/apikeys';

export default [
  token({
    id: 'nuget-api-key',
    title: 'NuGet API key',
    vendor: 'nuget',
    severity: 'critical',
    shape: seq('oy2', lowerAlnum(43)),
    revoke,
    documentation,
  }),
] satisfies Detector[];
