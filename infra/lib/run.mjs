import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { atExit } from './at-exit.mjs';

/**
 * Runs a program to its end, in its own process group so that nothing it started survives us.
 * Its output goes to `logFile` (appended), to `onLine`, or with `show` straight to the terminal.
 * Resolves to `{ code, output }` for every exit code (`output` is its last 20,000 characters); a program that
 * does not exist or was killed gives a code other than 0 too. With `givesWay` it gets what of the machine nobody else wants.
 */
export function run(
  command,
  args,
  { cwd, env, logFile, onLine, show = false, timeoutMs, givesWay = false } = {},
) {
  return new Promise((resolve) => {
    let log;
    if (logFile) {
      mkdirSync(dirname(logFile), { recursive: true });
      log = createWriteStream(logFile, { flags: 'a' });
      log.write(`\n$ ${command} ${args.join(' ')}\n`);
    }
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      detached: process.platform !== 'win32',
      stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    if (givesWay) giveWay(child.pid);
    const forget = atExit(() => killGroup(child.pid));
    const timer = timeoutMs && setTimeout(() => killGroup(child.pid), timeoutMs);
    let output = '';
    const take = (line) => {
      output = `${output}${line}\n`.slice(-20_000);
      log?.write(`${line}\n`);
      onLine?.(line);
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', take);
    }
    const finish = (code, note) => {
      clearTimeout(timer);
      // A background process of the program could otherwise live on in its group.
      killGroup(child.pid);
      forget();
      if (note) take(note);
      if (log) log.end(() => resolve({ code, output }));
      else resolve({ code, output });
    };
    child.on('error', (error) => finish(127, String(error.message)));
    child.on('close', (code, signal) => finish(code ?? 1, signal ? `ended by ${signal}` : undefined));
  });
}

/** Before the program has begun anything: what it starts inherits it. */
function giveWay(pid) {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not let us.
  }
}

/** Ends every process of a group at once; a group that is already gone is fine. */
export function killGroup(pid, signal = 'SIGKILL') {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // ESRCH: nobody is left.
  }
}

/** Where `name` is on PATH, or undefined. */
export function which(name, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder || '.', name);
    if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
  }
  return undefined;
}
