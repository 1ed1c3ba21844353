import { findWorker, getWorker } from '../mediasoup-worker/get-worker.mjs';
import { ensureInstall } from './install.mjs';
import { ensureMessages, ensureWeb } from './web.mjs';

/** What `npm start` and `npm test` both need before anything of ours can run; five steps with what follows. */
export async function setUp(step) {
  // A worker that was named by hand is looked at before minutes go into everything else.
  if (process.env.MEDIASOUP_WORKER_BIN) await findWorker();
  await step('packages', ensureInstall);
  const worker = await step('mediasoup worker', async (log) => {
    const found = await getWorker({ log, improve: true });
    log(found.lacks ? `${found.origin}: ${found.lacks}` : found.origin);
    return found.path;
  });
  await step('messages', ensureMessages);
  await step('web app', ensureWeb);
  return { worker };
}
