import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token, uuid } from './helpers.ts';
const documentation = 'https://documentation.notification.canada.ca/en/start.html';

export default [
  token({
    id: 'gc-notify-api-key',
    title: 'GC Notify API key',
    vendor: 'gc-notify',
    shape: {
      ...seq('gcntfy-', lowerAlnum(4, 20), '-', uuid, '-', uuid),
      source: 'gcntfy-[\\w-]{1,80}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    },
    documentation,
  }),
] satisfies Detector[];
