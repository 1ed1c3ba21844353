import { afterEach, beforeEach, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { schema } from '#db';
import { emails, startTestApp, type TestApp } from '#support/test-app.ts';
import { hashPassword, signIn } from './use-cases/sign-in.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

const attempt = { email: emails.pekka, password: 'neuvo-demo', address: '192.0.2.1' };
const change = (set: Partial<typeof schema.userAccount.$inferInsert>) =>
  app.store.write((tx) =>
    tx.update(schema.userAccount).set(set).where(eq(schema.userAccount.id, 'user-pekka')).run(),
  );
const sessions = () =>
  app.store
    .read((tx) => tx.select().from(schema.userSession).all())
    .filter(({ userId }) => userId === 'user-pekka');

it('[U3] another password is chosen while the old one is looked at: it opens nothing', async () => {
  const passwordHash = await hashPassword('a long enough one');
  const signing = signIn(app.deps, attempt);
  change({ passwordHash });
  await expect(signing).rejects.toMatchObject({ error: { code: 'wrong-credentials' } });
  expect(sessions()).toEqual([]);
});

it('[U4] the account is closed while its password is looked at: nothing is open once it is in use again', async () => {
  const signing = signIn(app.deps, attempt);
  change({ active: false });
  await expect(signing).rejects.toMatchObject({ error: { code: 'wrong-credentials' } });
  change({ active: true });
  expect(sessions()).toEqual([]);
});
