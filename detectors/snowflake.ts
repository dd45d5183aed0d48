import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';
const documentation = 'https://docs.snowflake.com/en/user-guide/programmatic-access-tokens';

export default [
  contextual({
    id: 'snowflake-password',
    title: 'Snowflake password',
    vendor: 'snowflake',
    names: ['snowflake', 'snowsql'],
    shape: {
      ...base62(16),
      source:
        '(?=[^\\s"\'`,;=]{0,40}[A-Z])(?=[^\\s"\'`,;=]{0,40}[a-z])(?=[^\\s"\'`,;=]{0,40}\\d)[A-Za-z0-9!@#$%^*_+-]{10,40}',
      make: (r) => `q7Z${r.base62(14)}`,
    },
    example: 'SNOWFLAKE_PASSWORD',
    words: ['password', 'pwd', 'passwd'],
    documentation,
  }),
] satisfies Detector[];
