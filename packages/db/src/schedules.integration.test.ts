import Sqlite from 'better-sqlite3';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf, offeredBetween, openEnded, timetablesOf, type Schedule } from '#domain';
import {
  dayExceptions,
  openStore,
  schedules,
  schema,
  seed,
  type KeptException,
  type Store,
} from './index.ts';

const child = 'service-child-psychiatry';
let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'neuvo-db-'));
  store = openStore(join(folder, 'neuvo.db'));
  store.write((tx) => seed(tx, 'hash', instantOf('2026-11-23', '08:00')));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const plan = (more: Partial<Schedule>): Schedule => ({
  ...{ id: 'own', practitionerId: 'user-johan', serviceIds: [child] },
  ...{ validFrom: '2026-11-23', validTo: openEnded, cycleWeeks: 1, cycleFrom: '2026-11-23' },
  restsOnHolidays: true,
  hours: [{ week: 1, weekday: 1, from: '17:00', to: '18:00' }],
  ...more,
});
const johanOffers = () =>
  store.write((tx) =>
    tx
      .insert(schema.servicePractitioner)
      .values({ serviceId: child, practitionerId: 'user-johan', organisationId: 'org-sairaala' })
      .run(),
  );
const put = (value: Schedule) => store.write((tx) => schedules.insert(tx, 'org-sairaala', value));
const except = (value: KeptException) => store.write((tx) => dayExceptions.insert(tx, 'org-sairaala', value));

/** Johan's times of the child service on these days, as the clock shows them. */
function times(fromDate: string, toDate: string): string[] {
  const { schedules: plans, exceptions } = store.read((tx) =>
    schedules.ofService(tx, child, fromDate, toDate),
  );
  const service = {
    ...{ id: child, lengthMinutes: 60, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
    ...{ earliestNoticeMinutes: 0, latestNoticeDays: 366 },
  };
  const search = { service, timetables: timetablesOf(plans, exceptions) };
  const slots = offeredBetween(search, instantOf(fromDate, '00:00'), instantOf(toDate, '24:00'));
  return [...slots]
    .filter(({ practitionerId }) => practitionerId === 'user-johan')
    .map(({ startsAt }) => new Date(startsAt).toISOString().slice(5, 16));
}

describe('the times of a service', () => {
  it('[V12] come from those who offer it, work for its provider and have an open account', () => {
    put(plan({}));
    expect(times('2026-11-23', '2026-11-23')).toEqual([]);
    johanOffers();
    expect(times('2026-11-23', '2026-11-23')).toEqual(['11-23T15:00']);
    const change = (set: Partial<typeof schema.userAccount.$inferInsert>) =>
      store.write((tx) =>
        tx.update(schema.userAccount).set(set).where(eq(schema.userAccount.id, 'user-johan')).run(),
      );
    change({ organisationId: 'org-suvanto' });
    expect(times('2026-11-23', '2026-11-23')).toEqual([]);
    change({ organisationId: 'org-sairaala', active: false });
    expect(times('2026-11-23', '2026-11-23')).toEqual([]);
  });
  it('[S10] have hours off of several days, and what was moved here from a schedule that has ended', () => {
    johanOffers();
    put(plan({ validTo: '2026-12-07' }));
    const common = { practitionerId: 'user-johan', from: '00:00', to: '24:00' };
    except({ kind: 'off', id: 'ill', date: '2026-11-26', lastDate: '2026-12-02', ...common });
    expect(times('2026-11-23', '2026-12-07')).toEqual(['11-23T15:00', '12-07T15:00']);
    const moved = { scheduleId: 'own', date: '2026-11-30', toDate: '2027-02-01', lastDate: '2027-02-01' };
    except({ kind: 'moved', id: 'moved', ...common, ...moved, from: '09:00', to: '10:00' });
    expect(times('2027-01-31', '2027-02-02')).toEqual(['02-01T07:00']);
    except({
      kind: 'extra',
      id: 'e',
      serviceIds: [child],
      date: '2026-12-01',
      lastDate: '2026-12-01',
      ...common,
    });
    except({
      ...{ kind: 'extra', id: 'other', serviceIds: ['service-adolescent-psychiatry'], ...common },
      ...{ date: '2026-12-08', lastDate: '2026-12-08' },
    });
    expect(times('2026-12-01', '2026-12-09')).toEqual(['12-07T15:00']);
  });
  it('[S6] have what began late on the day before', () => {
    johanOffers();
    put(plan({ hours: [{ week: 1, weekday: 7, from: '23:00', to: '02:00' }], validTo: '2026-11-29' }));
    expect(times('2026-11-30', '2026-11-30')).toEqual(['11-29T22:00', '11-29T23:00']);
  });
});

it('a schedule that is removed takes with it what was moved of it', () => {
  put(plan({}));
  except({
    ...{
      kind: 'moved',
      id: 'moved',
      practitionerId: 'user-johan',
      scheduleId: 'own',
      from: '09:00',
      to: '10:00',
    },
    ...{ date: '2026-11-30', toDate: '2026-12-01', lastDate: '2026-12-01' },
  });
  store.write((tx) => schedules.remove(tx, 'own'));
  expect(store.read((tx) => dayExceptions.ofPractitioner(tx, 'user-johan', '2026-01-01'))).toEqual([]);
});

it('weekly rules and exceptions that were kept before become schedules that offer the same', () => {
  const raw = new Sqlite(join(folder, 'old.db'));
  const migrations = new URL('../migrations/', import.meta.url);
  const run = (name: string) => {
    for (const part of readFileSync(new URL(name, migrations), 'utf8').split('--> statement-breakpoint'))
      raw.exec(part);
  };
  const files = readdirSync(migrations)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  files.filter((name) => name < '0007').forEach(run);
  raw.exec(`
    INSERT INTO organisation (id, name, kind) VALUES ('o', 'O', 'county');
    INSERT INTO user_account (id, organisation_id, email, name, title, role, language, password_hash, created_at)
      VALUES ('p', 'o', 'p@x.example', 'P', '', 'specialist', 'fi', '', 0);
    INSERT INTO healthcare_service (id, organisation_id, name, purpose, age_min, age_max, tier, length_minutes)
      VALUES ('a', 'o', '{}', '{}', 0, 17, 3, 45), ('b', 'o', '{}', '{}', 0, 17, 3, 45);
    INSERT INTO weekly_rule VALUES
      ('r1', 'o', 'a', 'p', 1, '09:00', '12:00', '2026-01-01', '2026-12-31'),
      ('r2', 'o', 'a', 'p', 1, '09:00', '13:00', '2026-01-01', '2026-12-31'),
      ('r3', 'o', 'a', 'p', 2, '09:00', '12:00', '2026-01-01', '2026-12-31'),
      ('r4', 'o', 'a', 'p', 3, '09:00', '12:00', '2027-01-01', '2027-12-31'),
      ('r5', 'o', 'b', 'p', 1, '14:00', '24:00', '2026-01-01', '2026-12-31');
    INSERT INTO schedule_exception VALUES
      ('x1', 'o', NULL, 'p', '2026-05-04', 'off', '00:00', '24:00'),
      ('x2', 'o', 'b', 'p', '2026-05-05', 'extra', '08:00', '09:00');`);
  files.filter((name) => name.startsWith('0007')).forEach(run);
  const all = (sql: string) => raw.prepare(sql).raw().all();
  expect(
    all('SELECT id, valid_from, valid_to, cycle_weeks, rests_on_holidays FROM schedule ORDER BY id'),
  ).toEqual([
    ['r1', '2026-01-01', '2026-12-31', 1, 0],
    ['r4', '2027-01-01', '2027-12-31', 1, 0],
    ['r5', '2026-01-01', '2026-12-31', 1, 0],
  ]);
  expect(all('SELECT schedule_id, service_id FROM schedule_service ORDER BY 1')).toEqual([
    ['r1', 'a'],
    ['r4', 'a'],
    ['r5', 'b'],
  ]);
  expect(
    all('SELECT schedule_id, week, weekday, from_time, to_time FROM schedule_hours ORDER BY 1, 3'),
  ).toEqual([
    ['r1', 1, 1, '09:00', '13:00'],
    ['r1', 1, 2, '09:00', '12:00'],
    ['r4', 1, 3, '09:00', '12:00'],
    ['r5', 1, 1, '14:00', '24:00'],
  ]);
  expect(all('SELECT id, kind, date, last_date, from_time, to_time FROM day_exception ORDER BY 1')).toEqual([
    ['x1', 'off', '2026-05-04', '2026-05-04', '00:00', '24:00'],
    ['x2', 'extra', '2026-05-05', '2026-05-05', '08:00', '09:00'],
  ]);
  expect(all('SELECT * FROM exception_service')).toEqual([['x2', 'b', 'o']]);
  raw.close();
});
