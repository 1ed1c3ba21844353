import { ensureInstall } from './install.mjs';
import { ensureMessages, ensureWeb } from './web.mjs';

/** What `npm start` and `npm test` both need before anything of ours can run; five steps with what follows. */
export async function setUp(step) {
  await step('packages', ensureInstall);
  const worker = await step('mediasoup worker', async (log) => {
    // Imported late: everything before it must also run in a checkout that nothing was installed in.
    const { getWorker } = await import('../mediasoup-worker/get-worker.mjs');
    const found = await getWorker({ log });
    log(`${found.origin}`);
    return found.path;
  });
  await step('messages', ensureMessages);
  await step('web app', ensureWeb);
  return { worker };
}
