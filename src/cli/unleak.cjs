#!/usr/bin/env node
// The published entry. It must parse on every Node there is, so that an old one gets a sentence and no stack trace: npm
// only warns about `engines`. No newer syntax in this file; what needs it begins in start.cjs.
'use strict';
var node = process.versions.node.split('.').map(Number);
if (node[0] > 22 || (node[0] === 22 && node[1] >= 20)) {
  require('./start.cjs');
} else {
  process.stderr.write(
    'unleak: error: unleak needs Node 22.20 or newer, this is ' +
      process.version +
      '\n' +
      'unleak: hint: npm exec --package=node@24 --package=unleak -- unleak\n',
  );
  process.exitCode = 2;
}
