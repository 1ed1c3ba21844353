import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, instantOf, minuteMs, openEnded, type Instant } from '#domain';
import { openStore, type Store } from '#db';

export const people = 200;
export const services = 40;
export const visitsAYear = 100_000;
const municipalities = 30;
/** The day on which the region's year begins, a Monday. */
export const firstDay = '2027-01-04';
const lengthMinutes = 45;
/** Everybody's hours: ten visits a day, half of them in weeks that others have off. */
const dayStarts = ['08:00', '12:30'];
const visitsAHalf = 5;

/** The service that all practitioners offer, which is the one that is asked for. */
export const wideService = 's00';

/** Always the same "chance", so that two runs measure the same (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `remove` takes the files away, for whoever has closed the store; `close` does both. */
export type Region = { store: Store; file: string; remove: () => void; close: () => void };

/**
 * A database as a region's is: 30 municipalities, 200 practitioners, 40 services, and so many visits, 100,000 of which are a
 * year's. Fewer are fewer days of the same bustle, so that what is asked about in them is the same. What hangs on a visit (its request, its people) is left out: finding a time does not read it.
 */
export function openRegion(visits: number): Region {
  const folder = mkdtempSync(join(tmpdir(), 'neuvo-bench-'));
  const file = join(folder, 'neuvo.db');
  openStore(file).close();
  fill(file, visits);
  const store = openStore(file);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return {
    ...{ store, file, remove },
    close: () => {
      store.close();
      remove();
    },
  };
}

const practitionerOf = (index: number) => `p${String(index).padStart(3, '0')}`;
const serviceOf = (index: number) => `s${String(index).padStart(2, '0')}`;

function fill(file: string, visits: number): void {
  const db = new Sqlite(file);
  db.pragma('foreign_keys = OFF');
  db.pragma('synchronous = OFF');
  db.transaction(() => {
    insertPlaces(db);
    insertHours(db);
    insertVisits(db, visits);
  })();
  db.close();
}

function insertPlaces(db: Sqlite.Database): void {
  const organisation = db.prepare(`INSERT INTO organisation (id, name, kind, parent_id) VALUES (?, ?, ?, ?)`);
  organisation.run('region', 'Region', 'county', null);
  for (let index = 0; index < municipalities; index++)
    organisation.run(`m${index}`, `Municipality ${index}`, 'municipality', 'region');
  const text = JSON.stringify({ fi: 'x', sv: 'x', en: 'x' });
  const service = db.prepare(
    `INSERT INTO healthcare_service (id, organisation_id, name, purpose, age_min, age_max, tier, length_minutes, horizon_days)
     VALUES (?, 'region', ?, ?, 0, 17, 3, ?, 366)`,
  );
  const requester = db.prepare(`INSERT INTO service_requester (service_id, organisation_id) VALUES (?, ?)`);
  for (let index = 0; index < services; index++) {
    service.run(serviceOf(index), text, text, lengthMinutes);
    for (let place = 0; place < municipalities; place++) requester.run(serviceOf(index), `m${place}`);
  }
}

/** Everybody offers the wide service and one of the others; who has an odd number works every other week in the afternoon. */
function insertHours(db: Sqlite.Database): void {
  const person = db.prepare(
    `INSERT INTO user_account (id, organisation_id, email, name, title, role, language, password_hash, created_at)
     VALUES (?, 'region', ?, ?, '', 'specialist', 'fi', '', 0)`,
  );
  const offer = db.prepare(
    `INSERT INTO service_practitioner (service_id, practitioner_id, organisation_id) VALUES (?, ?, 'region')`,
  );
  const schedule = db.prepare(
    `INSERT INTO schedule (id, organisation_id, practitioner_id, valid_from, valid_to, cycle_weeks, cycle_from)
     VALUES (?, 'region', ?, '2026-01-01', '${openEnded}', ?, '${firstDay}')`,
  );
  const scheduleService = db.prepare(`INSERT INTO schedule_service VALUES (?, ?, 'region')`);
  const hours = db.prepare(`INSERT INTO schedule_hours VALUES (?, 'region', ?, ?, ?, ?)`);
  const off = db.prepare(
    `INSERT INTO day_exception (id, organisation_id, practitioner_id, kind, date, last_date, from_time, to_time)
     VALUES (?, 'region', ?, 'off', ?, ?, '00:00', '24:00')`,
  );
  for (let index = 0; index < people; index++) {
    const id = practitionerOf(index);
    person.run(id, `${id}@x.example`, id);
    const cycleWeeks = 1 + (index % 2);
    schedule.run(id, id, cycleWeeks);
    for (const serviceId of [wideService, serviceOf(1 + (index % (services - 1)))]) {
      offer.run(serviceId, id);
      scheduleService.run(id, serviceId);
    }
    for (let week = 1; week <= cycleWeeks; week++)
      for (const weekday of [1, 2, 3, 4, 5]) {
        hours.run(id, week, weekday, '08:00', '11:45');
        if (week === 1) hours.run(id, week, weekday, '12:30', '16:15');
      }
    for (let holiday = 0; holiday < 6; holiday++) {
      const date = addDays(firstDay, 20 + holiday * 55 + (index % 40));
      off.run(`off-${id}-${holiday}`, id, date, addDays(date, 4));
    }
  }
}

function insertVisits(db: Sqlite.Database, visits: number): void {
  const random = chance(7);
  const pick = (count: number) => Math.floor(random() * count);
  const appointment = db.prepare(
    `INSERT INTO appointment (id, organisation_id, requester_organisation_id, service_id, request_id, practitioner_id,
       requester_id, starts_at, ends_at, status, status_at, created_at)
     VALUES (?, 'region', ?, ?, ?, ?, 'requester', ?, ?, 'booked', 0, 0)`,
  );
  const claim = db.prepare(
    `INSERT INTO claim (id, organisation_id, resource_id, service_id, starts_at, ends_at, kind, appointment_id)
     VALUES (?, 'region', ?, ?, ?, ?, 'booking', ?)`,
  );
  const days = Math.ceil((365 * visits) / visitsAYear);
  const taken = new Set<string>();
  while (taken.size < visits) {
    const practitionerId = practitionerOf(pick(people));
    const date = addDays(firstDay, pick(days));
    const place = pick(dayStarts.length * visitsAHalf);
    const key = `${practitionerId} ${date} ${place}`;
    if (taken.has(key)) continue;
    taken.add(key);
    const half = instantOf(date, dayStarts[place < visitsAHalf ? 0 : 1]!);
    const startsAt: Instant = half + (place % visitsAHalf) * lengthMinutes * minuteMs;
    const endsAt = startsAt + lengthMinutes * minuteMs;
    const id = `a${taken.size}`;
    const serviceId = pick(2) === 0 ? wideService : serviceOf(1 + pick(services - 1));
    appointment.run(id, `m${pick(municipalities)}`, serviceId, `r${id}`, practitionerId, startsAt, endsAt);
    claim.run(id, practitionerId, serviceId, startsAt, endsAt, id);
  }
}
