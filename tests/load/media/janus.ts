// Janus as Debian packages it, with its videoroom alone.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../../../infra/lib/at-exit.mjs';
import { ensurePackages } from '../../../infra/lib/apt.mjs';
import { root } from '../../../infra/lib/paths.mjs';
import { which } from '../../../infra/lib/run.mjs';
import { join } from 'node:path';
import { stopper, type Contender } from './contender.ts';
import type { Place } from './place.ts';

const PORT = 8_188;
const START_WITHIN_MS = 20_000;

/** Starts it, after installing it where that may be done; rejects, with why, where it can't be had. */
export async function startJanus(place: Place, log: (line: string) => void): Promise<Contender> {
  if (!which('janus')) {
    const logFile = join(root, '.neuvo', 'logs', 'bench-janus.log');
    await ensurePackages(['janus'], { purpose: 'the comparison with Janus', log, logFile });
  }
  const folder = temporaryFolder('janus');
  const ip = place.address('server');
  writeFileSync(join(folder.path, 'janus.jcfg'), CORE);
  writeFileSync(join(folder.path, 'janus.transport.websockets.jcfg'), websockets(ip));
  const child = place.spawn('server', ['janus', '-F', folder.path], { stdio: 'ignore' });
  const url = `ws://${ip}:${PORT}`;
  const stop = stopper(child);
  const deadline = performance.now() + START_WITHIN_MS;
  // Whether it listens can't be asked from this namespace, so a process in that one asks.
  for (;;) {
    try {
      place.run('server', ['sh', '-c', `grep -q ':1FFC ' /proc/net/tcp`]);
      break;
    } catch {
      if (child.exitCode !== null || performance.now() > deadline) throw new Error('Janus did not start.');
      await sleep(100);
    }
  }
  return {
    name: 'Janus 1.1.2',
    pids: [child.pid!],
    address: { kind: 'janus', url },
    async stop() {
      await stop();
      folder.remove();
    },
  };
}

/** An ICE-lite server, as mediasoup is; nothing else changed from what it does by itself. */
const CORE = `
general: { debug_level = 1 }
media: { rtp_port_range = "20000-40000" }
nat: { ice_lite = true }
plugins: {
  disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so"
}
transports: {
  disable = "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so"
}
`;

const websockets = (ip: string) => `
general: { json = "compact", ws = true, ws_port = ${PORT}, ws_ip = "${ip}", wss = false }
admin: { admin_ws = false }
`;
