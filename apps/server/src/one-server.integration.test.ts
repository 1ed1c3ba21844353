import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore, schema } from '#db';
import { startServer } from '#support/start-server.ts';

it('a second server on a data folder says so in one sentence; kill -9 of the first leaves nothing in the way', async () => {
  const first = await startServer();
  const second = await startServer({ dataFolder: first.dataFolder }).catch((error: Error) => error.message);
  expect(second).toContain(
    `it ended with 1. It printed:\nAnother Neuvo server is running on ${first.dataFolder}. Stop it, or set NEUVO_DATA to another folder.\n`,
  );
  expect((await fetch(`${first.baseURL}/api/health`)).status).toBe(200);
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const third = await startServer({ dataFolder: first.dataFolder });
  await third.stop();
  rmSync(first.dataFolder, { recursive: true, force: true });
});

it('create-admin works beside a running server, and makes an organisation of the kind that it is told, once', async () => {
  const server = await startServer({ env: { NEUVO_DEMO: '0', PUBLIC_URL: 'https://neuvo.example' } });
  const createAdmin = (kind: string, email = 'anna@neuvo.example') => {
    const child = spawn(process.execPath, ['apps/server/src/create-admin.ts'], {
      env: {
        ...process.env,
        NEUVO_DATA: server.dataFolder,
        NEUVO_ADMIN_NAME: 'Anna Admin',
        NEUVO_ADMIN_EMAIL: email,
        NEUVO_ORGANISATION: 'Kunta',
        NEUVO_ORGANISATION_KIND: kind,
        NEUVO_ADMIN_PASSWORD: 'a long enough one',
      },
    });
    return new Promise((resolve) => child.once('exit', resolve));
  };
  expect(await createAdmin('village')).toBe(1);
  expect(await createAdmin('municipality')).toBe(0);
  // Of one that is there already it is not asked.
  expect(await createAdmin('', 'otto@neuvo.example')).toBe(0);
  const store = openStore(join(server.dataFolder, 'neuvo.db'));
  const made = store.read((tx) => tx.select().from(schema.organisation).all());
  store.close();
  expect(made).toMatchObject([{ name: 'Kunta', kind: 'municipality' }]);
  await server.stop();
});
