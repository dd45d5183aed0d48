// npm succeeds when it was not allowed to run the install script of the `node` package, and every script then runs
// on the machine's own Node. Say so instead of failing somewhere in the middle.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error('unleak: error: development needs Node 24, this is ' + process.version);
  console.error(
    'unleak: hint: run "npm ci" without --ignore-scripts: it installs Node 24 for the npm scripts',
  );
  process.exit(2);
}
