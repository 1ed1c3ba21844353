/** Must be imported before anything else and stay readable for old Nodes: no new syntax here. */
if (Number(process.versions.node.split('.')[0]) < 20 || /^20\.(\d|10)\./.test(process.versions.node)) {
  console.error(
    'Neuvo needs Node 20.11 or newer to start (it then brings its own Node 24), and this is Node ' +
      process.versions.node +
      '; install a newer one from your system or from nodejs.org and start again.',
  );
  process.exit(1);
}
