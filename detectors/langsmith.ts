import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';

const documentation =
  'https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key';

export default [
  token({
    id: 'langsmith-api-key',
    title: 'LangSmith API key',
    vendor: 'langsmith',
    shape: seq('lsv2_', word('pt', 'sk'), '_', hex(32), '_', hex(10)),
    documentation,
  }),
  token({
    id: 'langchain-legacy-key',
    title: 'LangSmith API key (old form)',
    vendor: 'langsmith',
    shape: seq('ls__', hex(32)),
    documentation,
  }),
] satisfies Detector[];
