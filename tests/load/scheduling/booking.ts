import { instantOf, minuteMs, type Slot } from '#domain';
import { accounts, newId, schema, services } from '#db';
import { request, startTestApp, type TestApp } from '#support/test-app.ts';
import { bookAmongOthers, bookAppointment } from '../../../apps/server/src/use-cases/book-appointment.ts';
import { nextFreeSlots } from '../../../apps/server/src/use-cases/slots.ts';
import type { UserViewer } from '../../../apps/server/src/viewer.ts';
import { atLeast, atMost, type Row } from '../report.ts';
import { askAtOnce } from './clients.ts';
import { firstDay, openRegion, visitsAYear, wideService } from './region.ts';
import { share } from './timing.ts';

/** At once: what a county's staff do in the minute in which a popular time opens. */
const clients = 200;
const differentSlots = 100;
/** A server that staff press on has run since the morning: the first rounds only warm it up, and the middle of the others counts. */
const warmUp = 3;
const rounds = warmUp + 5;

/**
 * What booking costs in a region's database of 100,000 visits, through the whole server; the clients of the HTTP rows are in
 * a thread of their own.
 */
export async function booking(quick: boolean): Promise<Row[]> {
  const region = openRegion(visitsAYear);
  region.store.close();
  const app = await startTestApp({ file: region.file, now: instantOf(firstDay, '07:30') });
  try {
    app.store.write((tx) =>
      tx
        .insert(schema.serviceRequester)
        .values({ serviceId: wideService, organisationId: 'org-lehtola' })
        .run(),
    );
    const viewer = viewerOf(app);
    const [raw, booked] = rates(app, viewer, quick ? 20 : 200);
    const together = await perBookingTogether(app, viewer);
    const cookie = await app.cookieOf('aino');
    const ask = (slots: Slot[]) =>
      askAtOnce({ port: app.port, cookie, path: '/api/appointments', bodies: slots.map(bodyOf) });
    const [ofOne, ofMany]: [number[], number[]] = [[], []];
    for (let round = 0; round < (quick ? warmUp + 1 : rounds); round++) {
      const [one] = freeSlots(app, 1);
      const rush = await ask(Array.from({ length: clients }, () => one!));
      const count = (status: number) => rush.filter((answer) => answer.status === status).length;
      if (count(201) !== 1 || count(409) !== clients - 1)
        throw new Error(`one time was booked ${count(201)} times and refused ${count(409)} times`);
      ofOne.push(p99(rush));
      const many = await ask(freeSlots(app, differentSlots));
      if (many.some(({ status }) => status !== 201)) throw new Error('a free time was refused');
      ofMany.push(p99(many));
    }
    return [
      atLeast('a booking ÷ one raw prepared insert, rate', raw / booked, 'ratio', 0.5),
      { what: 'a booking transaction, median', value: booked, unit: 'ms' },
      { what: `one of ${differentSlots} bookings that come together, median`, value: together, unit: 'ms' },
      atMost(`${clients} clients on one time: p99`, median(ofOne.slice(warmUp)), 'ms', 50),
      atMost(
        `${differentSlots} different times at once over HTTP: p99`,
        median(ofMany.slice(warmUp)),
        'ms',
        50,
      ),
    ];
  } finally {
    await app.close();
    region.remove();
  }
}

const median = (values: number[]) =>
  share(
    values.sort((a, b) => a - b),
    0.5,
  );

const p99 = (answers: { ms: number }[]) =>
  share(
    answers.map(({ ms }) => ms).sort((a, b) => a - b),
    0.99,
  );

const bodyOf = ({ practitionerId, startsAt }: Slot) => ({
  draftId: newId(),
  serviceId: wideService,
  practitionerId,
  startsAt,
  content: request,
});

function freeSlots(app: TestApp, limit: number): Slot[] {
  return app.store.read((tx) => {
    const service = services.byId(tx, 'region', wideService)!;
    return nextFreeSlots(tx, service, app.clock.now + 60 * minuteMs, limit);
  });
}

function viewerOf(app: TestApp): UserViewer {
  const [account] = app.store.read((tx) => accounts.all(tx, ['user-aino']));
  return {
    kind: 'user',
    userId: account!.id,
    organisationId: account!.organisationId,
    role: account!.role,
    sessionHash: '',
    account: { ...account!, organisationName: '' },
  };
}

/** ms of each, without HTTP: what is committed together costs less than one alone. */
async function perBookingTogether(app: TestApp, viewer: UserViewer): Promise<number> {
  const each: number[] = [];
  for (let round = 0; round < 5; round++) {
    const slots = freeSlots(app, differentSlots);
    const before = performance.now();
    await Promise.all(slots.map((slot) => bookAmongOthers(app.deps, viewer, bodyOf(slot))));
    each.push((performance.now() - before) / differentSlots);
  }
  return median(each);
}

/**
 * Medians in ms: one raw insert into the table of claims, with its indexes, trigger and commit; one whole booking. Both through
 * the server's own connection: what another one writes empties this one's cache of pages, which nothing does in a real server.
 */
function rates(app: TestApp, viewer: UserViewer, count: number): [raw: number, booked: number] {
  const slots = freeSlots(app, count * 2);
  const db = app.store.read((tx) => tx.$client);
  const insert = db.prepare(
    `INSERT INTO claim (id, organisation_id, resource_id, service_id, starts_at, ends_at, kind, held_by, expires_at)
     VALUES (?, 'region', ?, ?, ?, ?, 'hold', ?, 1)`,
  );
  const [raws, books]: [number[], number[]] = [[], []];
  const holders = db.prepare('SELECT id FROM user_account LIMIT ?').pluck().all(count) as string[];
  // Turn about, so that whatever else the machine does falls on both alike.
  for (let index = 0; index < count; index++) {
    const [first, second] = [slots[index * 2]!, slots[index * 2 + 1]!];
    let before = performance.now();
    const { practitionerId, startsAt, endsAt } = first;
    insert.run(newId(), practitionerId, wideService, startsAt, endsAt, holders[index % holders.length]!);
    raws.push(performance.now() - before);
    before = performance.now();
    bookAppointment(app.deps, viewer, bodyOf(second));
    books.push(performance.now() - before);
  }
  db.prepare("DELETE FROM claim WHERE kind = 'hold'").run();
  return [median(raws), median(books)];
}
