import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { atExit } from './at-exit.mjs';
import { root, serverNode, toolEnv } from './paths.mjs';
import { killGroup } from './run.mjs';

/** Issue's limit is 5 s from the signal to the last process; the server has most of it to say goodbye. */
const GRACE_MS = 4_000;

/**
 * Runs a server of ours in its own process group until it ends by itself or a signal asks for it. Resolves to
 * the exit code to pass on; no process of the group is left then.
 */
export function serve({ script, env }) {
  return new Promise((resolve) => {
    const preload = join(root, 'infra/lib/end-with-parent.mjs');
    const child = spawn(serverNode(), ['--import', preload, script], {
      cwd: root,
      env: toolEnv(env),
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const forget = atExit(() => killGroup(child.pid));
    let asked = false;
    let timer;
    const pass = (signal) => {
      if (asked) return;
      asked = true;
      child.kill(signal);
      timer = setTimeout(() => killGroup(child.pid), GRACE_MS);
    };
    const onHangUp = () => pass('SIGTERM');
    process.on('SIGINT', pass).on('SIGTERM', pass).on('SIGHUP', onHangUp);
    const finish = (code) => {
      clearTimeout(timer);
      // The server is gone; this sweeps up what it might have left behind.
      killGroup(child.pid);
      forget();
      process.off('SIGINT', pass).off('SIGTERM', pass).off('SIGHUP', onHangUp);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`The server could not be started (${error.message}).`);
      finish(1);
    });
    // A server that ended because it was asked to has done what it should.
    child.on('exit', (code, signal) => finish(code ?? (asked && signal !== 'SIGKILL' ? 0 : 1)));
  });
}
