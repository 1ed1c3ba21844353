import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';

/** Resolves to undefined when the port can be listened on, else to the error's code. */
export function whyPortFails(port, host) {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', (error) => settle(error.code ?? 'ERROR'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => settle(undefined)));
  });
}

/** A mistake here would otherwise show only after minutes of installing and building. */
export async function checkPort(env = process.env) {
  const port = Number(env.PORT || 3000);
  // The server validates its settings itself, with a line for each mistake.
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return;
  const reason = await whyPortFails(port, env.HOST || '0.0.0.0');
  if (reason === 'EADDRINUSE') {
    throw new Problem(
      `Port ${port} is in use by another program, so Neuvo can't be served there; stop that program, ` +
        `or choose another port: PORT=${port === 65_535 ? 3001 : port + 1} npm start`,
    );
  }
  if (reason === 'EACCES') {
    throw new Problem(
      `Port ${port} needs more rights than this user has; choose one above 1023: PORT=3000 npm start`,
    );
  }
  if (reason) {
    throw new Problem(
      `Neuvo can't listen on ${env.HOST ?? ''} port ${port} (${reason}); check HOST and PORT.`,
    );
  }
}

export function dataFolder(env = process.env) {
  return resolve(root, env.NEUVO_DATA || 'data');
}

/** Step by step, since Node's own recursive mkdir never returns where a file system refuses with ENOENT, as /proc does. */
function makeFolder(folder) {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

export function checkDataFolder(env = process.env) {
  const folder = dataFolder(env);
  try {
    makeFolder(folder);
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const what = existsSync(folder) ? 'written' : 'made';
    throw new Problem(
      `The data folder ${folder} can't be ${what} (${error.code}), so nothing could be saved; ` +
        'give this user the right to write there, or set NEUVO_DATA to another folder.',
    );
  }
  return folder;
}
