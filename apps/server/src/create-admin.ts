import { join } from 'node:path';
import { stdin, stdout } from 'node:process';
import { organisationKinds, type OrganisationKind } from '#domain';
import { audit, newId, openStore, schema } from '#db';
import { Asker } from './ask.ts';
import { readSettings } from './settings.ts';
import { hashPassword } from './use-cases/sign-in.ts';

/**
 * `npm run create-admin`: the first administrator of a real installation, and the organisation that they belong to.
 * Asks what it is not given: NEUVO_ADMIN_EMAIL, NEUVO_ADMIN_NAME, NEUVO_ADMIN_PASSWORD, NEUVO_ORGANISATION,
 * NEUVO_ORGANISATION_KIND.
 */
const minPasswordLength = 12;
const asker = new Asker({ input: stdin, output: stdout });

const ask = async (setting: string, question: string, options = { hidden: false }): Promise<string> =>
  process.env[setting]?.trim() || (await asker.ask(question, options));

const isKind = (word: string): word is OrganisationKind =>
  (organisationKinds as readonly string[]).includes(word);

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const settings = readSettings({ PUBLIC_URL: 'http://localhost', ...process.env, NEUVO_DEMO: '0' });
if (!settings.ok) fail(settings.error.join('\n'));
const name = await ask('NEUVO_ADMIN_NAME', 'Name');
const email = await ask('NEUVO_ADMIN_EMAIL', 'E-mail');
const organisation = await ask('NEUVO_ORGANISATION', 'Organisation');
if (!name || !organisation) fail('A name and an organisation are needed.');
const store = openStore(join(settings.value.dataFolder, 'neuvo.db'));
const known = store.read((tx) => tx.select().from(schema.organisation).all());
const there = known.find((row) => row.name === organisation);
// By it a municipality is found in statistics and at the front door.
const kind =
  there?.kind ??
  ((await ask(
    'NEUVO_ORGANISATION_KIND',
    `Kind of organisation (${organisationKinds.join(', ')}; a wellbeing services county when empty)`,
  )) ||
    'county');
const password = await ask(
  'NEUVO_ADMIN_PASSWORD',
  `Password (at least ${minPasswordLength} characters, not shown)`,
  { hidden: true },
);
asker.close();
if (!isKind(kind))
  fail(`"${kind}" is no kind of organisation. It must be one of ${organisationKinds.join(', ')}.`);
if (!/^\S+@\S+\.\S+$/.test(email)) fail(`"${email}" is not an e-mail address.`);
if (password.length < minPasswordLength)
  fail(`The password must have at least ${minPasswordLength} characters.`);

const passwordHash = await hashPassword(password);
try {
  store.write((tx) => {
    const organisationId = there?.id ?? newId();
    if (!there) tx.insert(schema.organisation).values({ id: organisationId, name: organisation, kind }).run();
    const admin = {
      id: newId(),
      organisationId,
      email,
      name,
      title: '',
      role: 'admin' as const,
      language: 'fi' as const,
    };
    tx.insert(schema.userAccount)
      .values({ ...admin, passwordHash, createdAt: Date.now() })
      .run();
    const entry = { organisationId, at: Date.now(), actorKind: 'system' as const, actorId: 'create-admin' };
    audit.write(tx, { ...entry, action: 'create', entity: 'user', entityId: admin.id });
  });
  stdout.write(`${name} can now sign in as ${email}.\n`);
} catch (error) {
  fail(
    String(error).includes('UNIQUE')
      ? `There is already an account with ${email}.`
      : `The account could not be made: ${(error as Error).message}`,
  );
} finally {
  store.close();
}
