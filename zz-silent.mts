import { connect } from 'node:net';
import { startServer } from '/work/wt/media-a/tests/support/start-server.ts';
const server = await startServer({ env: { MEDIA_WORKERS: '1', LOG_LEVEL: 'error' } });
const open = (label: string, text: string) => new Promise<void>((resolve) => {
  const at = Date.now();
  const s = connect(server.port, '127.0.0.1', () => s.write(text));
  s.on('data', () => {});
  s.on('error', () => {});
  const timer = setTimeout(() => { console.log(label, 'still open after 170 s'); s.destroy(); resolve(); }, 170000);
  s.on('close', () => { console.log(label, 'closed after', Math.round((Date.now() - at) / 1000), 's'); clearTimeout(timer); resolve(); });
});
await Promise.all([open('silent', ''), open('half headers', 'POST /api/session HTTP/1.1\r\nHost: x\r\n'), open('no body', 'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{')]);
await server.stop();
