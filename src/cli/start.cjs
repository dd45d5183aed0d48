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
void import('./main.js');
