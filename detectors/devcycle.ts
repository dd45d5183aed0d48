import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';
const documentation = 'https://docs.devcycle.com/';

export default [
  token({
    id: 'devcycle-sdk-key',
    title: 'DevCycle SDK key',
    vendor: 'devcycle',
    shape: {
      ...seq('dvc_', word('server', 'client', 'mobile'), '_', hex(64)),
      source: 'dvc_(?:server|client|mobile)_[0-9a-z]{8,12}(?:[0-9a-z_]{20,80})',
    },
    keywords: ['dvc_server_', 'dvc_client_', 'dvc_mobile_'],
    documentation,
  }),
] satisfies Detector[];
