import Sqlite from 'better-sqlite3';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '#support/test-app.ts';

/** In the order in which Finns look them up, which is neither a code's nor that of an English reader. */
const alphabet = ['Aalto', 'Eklund', 'Zetterberg', 'Åberg', 'Äijälä', 'Öhman'];
const count = 64;
const nameOf = (n: number) => `${alphabet[(n * 5) % alphabet.length]} ${n}`;
/** Nobody whom the administrator of `org-suvanto` manages, nor anything of theirs. */
const elsewhere = 'org-poliisi';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  const db = new Sqlite(join(app.folder, 'neuvo.db'));
  const copies = (table: string, changes: (n: number) => Record<string, string | bigint>, from = '1') => {
    db.exec(`CREATE TEMP TABLE one AS SELECT * FROM ${table} WHERE ${from} LIMIT 1`);
    for (let n = 0; n < count; n++) {
      const values = { id: `${table}-${n}`, ...changes(n) };
      const columns = Object.keys(values).map((column) => `${column} = ?`);
      db.prepare(`UPDATE one SET ${columns.join(', ')}`).run(...Object.values(values));
      db.exec(`INSERT INTO ${table} SELECT * FROM one`);
    }
    db.exec('DROP TABLE one');
  };
  const named = (n: number) => JSON.stringify({ fi: nameOf(n), sv: '', en: '' });
  const ownOrganisations = ['org-suvanto', 'org-lehtola', 'org-hiekkala'];
  const where = (n: number) => (n % 8 === 7 ? elsewhere : ownOrganisations[n % 3]!);
  // Two pages of specialists.
  const isSpecialist = (n: number) => ![0, 1, 4].includes(n % 8);
  const roles = ['staff', 'coordinator', 'staff', 'staff', 'admin'];
  db.transaction(() => {
    copies('user_account', (n) => ({
      ...{ name: nameOf(n), email: `n${n}@example.fi`, organisation_id: where(n) },
      ...{ role: isSpecialist(n) ? 'specialist' : roles[n % 8]!, active: BigInt(n % 5 === 0 ? 0 : 1) },
    }));
    copies('healthcare_service', (n) => ({
      ...{ name: named(n), organisation_id: where(n), tier: BigInt((n % 4) + 1) },
      ...{ length_minutes: BigInt(15 * ((n % 3) + 1)), active: BigInt(n % 5 === 0 ? 0 : 1) },
    }));
    db.exec(
      `INSERT INTO resource (id, organisation_id, kind, name) VALUES ('first', 'org-suvanto', 'room', '${named(0)}')`,
    );
    copies(
      'resource',
      (n) => ({
        ...{ name: named(n), organisation_id: where(n), kind: n % 2 ? 'room' : 'device' },
        active: BigInt(n % 5 === 0 ? 0 : 1),
      }),
      "id = 'first'",
    );
    const content = (n: number) =>
      JSON.stringify({
        title: { fi: nameOf(n), sv: '', en: '', se: '' },
        ...{ lead: { fi: '', sv: '', en: '', se: '' }, fields: [], bands: [] },
      });
    copies('form_template', (n) => ({
      ...{ draft: content(n), organisation_id: where(n), kind: n % 2 ? 'request' : 'parent' },
      active: BigInt(n % 5 === 0 ? 0 : 1),
    }));
    db.exec(
      `INSERT INTO case_type (id, organisation_id, name, description, restricted_ids, shared, created_at)
       VALUES ('first', 'org-suvanto', '${named(0)}', '${named(0)}', '[]', '[]', 0)`,
    );
    copies('case_type', (n) => ({
      ...{ name: named(n), organisation_id: where(n), active: BigInt(n % 5 === 0 ? 0 : 1) },
      restricted_ids: JSON.stringify(['user-tapio', 'user-elina'].slice(n % 3)),
    }));
    for (let n = 0; n < count; n += 2)
      db.prepare(
        `INSERT INTO case_type_form (case_type_id, kind, template_id, organisation_id) VALUES (?, 'parent', ?, ?)`,
      ).run(`case_type-${n}`, `form_template-${n}`, where(n));
  })();
  db.close();
});
afterAll(() => app.close());

type Row = { id: string; active: boolean } & Record<string, unknown>;
type List = { page: number; pages: number; total: number };
const lists = {
  '/api/people': ['people', 'user_account'],
  '/api/managed-services': ['services', 'healthcare_service'],
  '/api/managed-resources': ['resources', 'resource'],
  '/api/managed-forms': ['forms', 'form_template'],
  '/api/case-types': ['caseTypes', 'case_type'],
  '/api/hours': ['practitioners', 'user_account'],
} as const;
type Path = keyof typeof lists;

async function walk(path: Path, query: string): Promise<Row[]> {
  const rows: Row[] = [];
  let page = 1;
  for (;;) {
    const { status, body } = await app.call('mikko', 'GET', `${path}?${query}&page=${page}`);
    expect([status, query]).toEqual([200, query]);
    rows.push(...(body as Record<string, Row[]>)[lists[path][0]]!);
    const { pages, total } = body as List;
    if (page++ < pages) continue;
    expect(rows).toHaveLength(total);
    return rows;
  }
}

/** The archive too, where there is one; nobody with a closed account keeps hours. */
const every = (path: Path) => (path === '/api/hours' ? '' : 'state=all&');

const text = (value: unknown) => (typeof value === 'string' ? value : (value as { fi: string }).fi);
const nameIn = (row: Row) => text(row.name ?? row.title);
const finnish = new Intl.Collator('fi', { numeric: true });
const byName = (a: Row, b: Row) => finnish.compare(nameIn(a), nameIn(b)) || (a.id < b.id ? -1 : 1);
const roleOrder = ['staff', 'coordinator', 'specialist', 'admin'];
const kindOrder = ['room', 'device', 'request', 'instrument', 'parent', 'teacher', 'child', 'answer'];
const length = (value: unknown) => (value as unknown[]).length;

/** By what each list can be sorted: the same said once more, in other words. */
const keys: Record<Path, Record<string, (row: Row) => string | number>> = {
  '/api/people': {
    name: nameIn,
    organisation: (row) => String(row.organisationName),
    role: (row) => roleOrder.indexOf(String(row.role)),
    state: (row) => (row.active ? (row.invited ? 0 : 1) : 2),
  },
  '/api/managed-services': {
    name: nameIn,
    provider: (row) => String(row.providerName),
    tier: (row) => Number(row.tier),
    length: (row) => Number(row.lengthMinutes),
    people: (row) => Number(row.practitioners),
    state: (row) => (row.active ? 0 : 1),
  },
  '/api/managed-resources': {
    name: nameIn,
    kind: (row) => kindOrder.indexOf(String(row.kind)),
    organisation: (row) => String(row.organisationName),
    services: (row) => Number(row.services),
    state: (row) => (row.active ? 0 : 1),
  },
  '/api/managed-forms': {
    title: nameIn,
    kind: (row) => kindOrder.indexOf(String(row.kind)),
    organisation: (row) => String(row.organisationName),
    version: (row) => Number(row.published ?? 0),
    services: (row) => Number(row.services),
    state: (row) => (!row.active ? 3 : row.published === null ? 0 : row.hasChanges ? 1 : 2),
  },
  '/api/case-types': {
    name: nameIn,
    forms: (row) => length(row.kinds),
    restricted: (row) => Number(row.restricted),
    services: (row) => Number(row.services),
    state: (row) => (row.active ? 0 : 1),
  },
  '/api/hours': {
    name: nameIn,
    organisation: (row) => String(row.organisationName),
    services: (row) => Number(row.services),
    state: (row) => (row.hasHours ? String(row.hoursUntil ?? '9999') : ''),
  },
};
const compare = (a: string | number, b: string | number) =>
  typeof a === 'number' ? a - Number(b) : finnish.compare(a, String(b));

describe.each(Object.keys(lists) as Path[])('%s', (path) => {
  it.each(Object.keys(keys[path]).flatMap((sort) => ['up', 'down'].map((order) => [sort, order] as const)))(
    '[R10] goes by %s, %s, over its pages: each row once, equals by name',
    async (sort, order) => {
      const rows = await walk(path, `${every(path)}sort=${sort}&order=${order}`);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      expect(rows.length).toBeGreaterThan(path === '/api/hours' ? 25 : 50);
      const way = order === 'up' ? 1 : -1;
      const key = keys[path][sort]!;
      const sorted = rows.toSorted((a, b) => way * compare(key(a), key(b)) || byName(a, b));
      expect(rows.map(nameIn)).toEqual(sorted.map(nameIn));
    },
  );

  it('[R7] holds nothing of an organisation that the administrator does not manage, however it is asked for', async () => {
    const theirs = new Set(
      Array.from({ length: count / 8 }, (_, index) => `${lists[path][1]}-${8 * index + 7}`),
    );
    const asked = ['', `q=${encodeURIComponent(alphabet[(7 * 5) % alphabet.length]!)}`];
    if (path === '/api/people' || path === '/api/managed-resources') asked.push(`organisation=${elsewhere}`);
    if (path === '/api/managed-services') asked.push(`provider=${elsewhere}`);
    for (const query of asked) {
      const rows = await walk(path, every(path) + query);
      expect(rows.filter(({ id }) => theirs.has(id))).toEqual([]);
      if (/organisation|provider/.test(query)) expect(rows).toEqual([]);
    }
    expect((await walk(path, every(path))).some(({ id }) => id === `${lists[path][1]}-6`)).toBe(true);
  });

  it('a column that there is not is refused', async () => {
    for (const query of ['sort=passwordHash', 'sort=constructor', 'sort=name&order=sideways'])
      expect((await app.call('mikko', 'GET', `${path}?${query}`)).status).toBe(400);
  });
});

it('[R10] names go as Finns look them up also for somebody who reads English', async () => {
  await app.call('mikko', 'PUT', '/api/session/language', { language: 'en' });
  const names = (await walk('/api/people', 'q=example.fi&sort=name')).map(nameIn);
  await app.call('mikko', 'PUT', '/api/session/language', { language: 'fi' });
  const families = [...new Set(names.map((name) => name.split(' ')[0]))];
  expect(families).toEqual(alphabet);
});

it('people are narrowed to a role and an organisation, besides the words', async () => {
  const rows = await walk('/api/people', 'state=all&q=example.fi&role=specialist&organisation=org-lehtola');
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatchObject({ role: 'specialist', organisationId: 'org-lehtola' });
  expect((await app.call('mikko', 'GET', '/api/people?role=king')).status).toBe(400);
});

it('rooms and devices are narrowed to a kind and an organisation', async () => {
  const rows = await walk('/api/managed-resources', 'state=all&kind=device&organisation=org-hiekkala');
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatchObject({ kind: 'device', organisationId: 'org-hiekkala' });
  expect((await app.call('mikko', 'GET', '/api/managed-resources?kind=person')).status).toBe(400);
});
