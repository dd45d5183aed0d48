'use strict';
const { mkdirSync } = require('node:fs');
const nodeModule = require('node:module');
const { homedir } = require('node:os');
const path = require('node:path');

// Node's own default is a folder in the system's temporary one, where another user could put compiled code for us.
try {
  const folder = path.join(
    process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'),
    'unleak',
    'compiled',
  );
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  nodeModule.enableCompileCache(folder);
} catch {
  // Slower, nothing else.
}

// The same as src/cli/main.ts does; each of the bundle's files holds what its command needs.
const argv = process.argv.slice(2);
const load = (name) => require(`./${name}.cjs`);
const started =
  argv[0] === 'scan'
    ? load('scan').startScan(argv.slice(1))
    : argv[0] === 'hook' && argv[1] === 'run' && load('hook').startHook(argv.slice(2));
if (!started) load('main');
