import { ensureMessages, ensureWeb } from '../../infra/lib/web.mjs';
import { startServer } from './start-server.ts';

/** Playwright's global set-up: one server for all end-to-end tests; what it returns ends it. */
export default async function startForAll(): Promise<() => Promise<void>> {
  // A test against yesterday's screens would say nothing; both look first whether anything changed.
  const log = (line: string) => void (line === 'unchanged' || console.log(`web app: ${line}`));
  await ensureMessages(() => undefined);
  await ensureWeb(log);
  const server = await startServer();
  process.env.NEUVO_E2E_URL = server.baseURL;
  process.env.NEUVO_E2E_DATA = server.dataFolder;
  return () => server.stop();
}
