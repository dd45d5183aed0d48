import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';
const documentation = 'https://support.huaweicloud.com/intl/en-us/usermanual-ca/ca_01_0003.html';

export default [
  contextual({
    id: 'huawei-cloud-secret-key',
    title: 'Huawei Cloud secret access key',
    vendor: 'huawei-cloud',
    names: ['huawei', 'hw secret', 'hw access', 'obs secret'],
    shape: base62(40),
    example: 'HUAWEICLOUD_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
