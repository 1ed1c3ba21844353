import { startServer } from './start-server.ts';

/** Playwright's global set-up: one server for all end-to-end tests; what it returns ends it. */
export default async function startForAll(): Promise<() => Promise<void>> {
  const server = await startServer();
  process.env.NEUVO_E2E_URL = server.baseURL;
  return () => server.stop();
}
