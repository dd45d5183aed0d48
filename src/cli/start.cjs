'use strict';
const { mkdirSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { homedir } = require('node:os');
const { join } = require('node:path');

// Node's own default is a folder in the system's temporary one, where another user could put compiled code for us.
try {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'unleak', 'compiled');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  enableCompileCache(folder);
} catch {
  // Slower, nothing else.
}
void import('./main.js');
