/**
 * Preloaded into the server (`node --import`): when whoever started it is gone, even by SIGKILL, the server
 * ends too instead of keeping the port. The starter gives it an IPC channel, which closes with the starter.
 */
const GRACE_MS = 4_000;

if (process.channel) {
  process.on('disconnect', () => {
    // The server leads its own process group, and nobody else is left to end what it started.
    process.on('exit', () => process.kill(-process.pid, 'SIGKILL'));
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), GRACE_MS).unref();
  });
  process.channel.unref();
}
