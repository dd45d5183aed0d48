import type { Detector } from '../src/engine/types.ts';
import { base64, digits, seq, token } from './helpers.ts';

const documentation = 'https://www.backblaze.com/docs/cloud-storage-application-keys';

export default [
  token({
    id: 'backblaze-application-key',
    title: 'Backblaze application key',
    vendor: 'backblaze',
    severity: 'critical',
    shape: { ...seq('K00', digits(1), base64(27)), source: 'K00[0-9][A-Za-z0-9+/]{27}' },
    documentation,
  }),
] satisfies Detector[];
