import {
  addDays,
  dayMs,
  hourMs,
  instantOf,
  localDateOf,
  minuteMs,
  weekdayOf,
  emptyRequest,
  type Instant,
} from '#domain';
import { schema, statisticsFacts, type Store, type Tx } from '#db';

const provider = 'org-sairaala';
const service = 'service-family-trial';
/** Who did all this has left, so that it stands in nobody's list. */
const specialist = 'user-helmi';
const specialistName = 'Helmi Ranta';
const askers = [
  { id: 'user-oili', organisationId: 'org-lehtola', name: 'Oili Metsola', aDay: 1.1, under18: 3120 },
  { id: 'user-juha', organisationId: 'org-hiekkala', name: 'Juha Kallio', aDay: 2.1, under18: 6870 },
  { id: 'user-britta', organisationId: 'org-norrvik', name: 'Britta Holm', aDay: 0.5, under18: 1410 },
];
const daysBack = 240;
const lengthMs = 45 * minuteMs;

/** The same numbers at every start: 0 up to 1, by a linear congruential generator (Numerical Recipes). */
function dice(): () => number {
  let state = 20_261_123;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Eight months of a service that has ended, so that the statistics have something to show. */
export function addDemoStatistics(store: Store, now: Instant): void {
  store.write((tx) => {
    addPeople(tx, now);
    const roll = dice();
    const rows = {
      cases: [],
      requests: [],
      visits: [],
      encounters: [],
      people: [],
      links: [],
      sent: [],
      steps: [],
    } as Rows;
    for (let back = daysBack; back > 1; back--) {
      const date = addDays(localDateOf(now), -back);
      // Nobody asks at weekends, and few in July.
      if (weekdayOf(date) > 5) continue;
      for (const asker of askers) {
        const many = Math.floor(asker.aDay * (date.slice(5, 7) === '07' ? 0.3 : 1) + roll());
        for (let each = 0; each < many; each++) addRequest(rows, asker, date, now, roll);
      }
    }
    for (const [table, values] of [
      [schema.childCase, rows.cases],
      [schema.serviceRequest, rows.requests],
      [schema.appointment, rows.visits],
      [schema.encounter, rows.encounters],
      [schema.participant, rows.people],
      [schema.visitQuality, rows.links],
      [schema.triageRequest, rows.sent],
      [schema.triageStep, rows.steps],
    ] as const)
      tx.insert(table).values(values).run();
    const year = Number(localDateOf(now).slice(0, 4));
    for (const { organisationId: municipalityId, under18 } of askers)
      statisticsFacts.setUnderEighteen(tx, { organisationId: 'org-suvanto', municipalityId, year }, under18);
  });
}

type Rows = {
  cases: (typeof schema.childCase.$inferInsert)[];
  requests: (typeof schema.serviceRequest.$inferInsert)[];
  visits: (typeof schema.appointment.$inferInsert)[];
  encounters: (typeof schema.encounter.$inferInsert)[];
  people: (typeof schema.participant.$inferInsert)[];
  links: (typeof schema.visitQuality.$inferInsert)[];
  sent: (typeof schema.triageRequest.$inferInsert)[];
  steps: (typeof schema.triageStep.$inferInsert)[];
};

function addPeople(tx: Tx, now: Instant): void {
  const left = {
    passwordHash: '',
    active: false,
    createdAt: now - daysBack * dayMs,
    language: 'fi',
  } as const;
  const person = (id: string, organisationId: string, name: string) => ({
    ...{ id, organisationId, name, ...left },
    email: `${id.slice('user-'.length)}@lahtenyt.example`,
  });
  tx.insert(schema.userAccount)
    .values([
      { ...person(specialist, provider, specialistName), role: 'specialist', title: 'Psykologi' },
      ...askers.map(({ id, organisationId, name }) => ({
        ...person(id, organisationId, name),
        ...{ role: 'staff' as const, title: 'Terveydenhoitaja' },
      })),
    ])
    .run();
  tx.insert(schema.healthcareService)
    .values({
      ...{ id: service, organisationId: provider, ageMin: 0, ageMax: 17, tier: 2, lengthMinutes: 45 },
      ...{ active: false, route: 'triage', monthlyQuota: 30 },
      name: {
        fi: 'Perheneuvonnan etäkonsultaatio',
        sv: 'Familjerådgivning på distans',
        en: 'Family guidance',
      },
      purpose: { fi: 'Päättynyt kokeilu.', sv: 'Avslutat försök.', en: 'A trial that has ended.' },
    })
    .run();
  tx.insert(schema.serviceRequester)
    .values(askers.map(({ organisationId }) => ({ serviceId: service, organisationId })))
    .run();
}

/** Sent, answered, and mostly held; with the usual exceptions. */
function addRequest(
  rows: Rows,
  { id: requesterId, organisationId }: (typeof askers)[number],
  date: string,
  now: Instant,
  roll: () => number,
): void {
  const id = `demo-past-${rows.sent.length}`;
  const submittedAt = instantOf(date, '08:00') + Math.floor(roll() * 8 * hourMs);
  const answeredAt = submittedAt + Math.round((4 + roll() * roll() * 120) * hourMs);
  const day = addDays(localDateOf(answeredAt), 3 + Math.floor(roll() * 24));
  const startsAt = instantOf(day, '09:00') + Math.floor(roll() * 8) * lengthMs;
  const isAnonymous = roll() < 0.15;
  const birthYear = Number(date.slice(0, 4)) - 3 - Math.floor(roll() * 14);
  const caseId = isAnonymous ? null : `${id}-case`;
  // A case of the provider's: whoever asks today does not find it among their own.
  if (caseId !== null)
    rows.cases.push({
      ...{ id: caseId, organisationId: provider, initials: 'X.X.', birthYear },
      ...{ responsibleWorkerId: requesterId, createdAt: submittedAt },
    });
  const fate = roll();
  const isBooked = fate > 0.08 && startsAt + lengthMs < now;
  const base = { id, serviceId: service, requesterId, caseId, content: emptyRequest, submittedAt };
  rows.sent.push({
    ...{ ...base, organisationId: provider, requesterOrganisationId: organisationId, urgency: 'routine' },
    ...{ weight: 0, promisedAt: submittedAt + 7 * dayMs, statusAt: answeredAt },
    ...(isBooked
      ? { status: 'accepted', appointmentId: `${id}-visit` }
      : { status: 'declined', reason: 'not-this-service' }),
  });
  rows.steps.push(
    { id: `${id}-send`, organisationId: provider, requestId: id, at: submittedAt, kind: 'send' },
    {
      ...{ id: `${id}-answer`, organisationId: provider, requestId: id, at: answeredAt },
      kind: isBooked ? 'accept' : 'decline',
    },
  );
  if (!isBooked) return;
  rows.requests.push({ ...base, organisationId, status: 'completed', savedAt: submittedAt });
  const status = fate < 0.16 ? 'cancelled' : fate < 0.24 ? 'noshow' : 'fulfilled';
  const overMs = roll() < 0.3 ? Math.floor(roll() * 25) * minuteMs : 0;
  rows.visits.push({
    ...{ id: `${id}-visit`, organisationId: provider, requesterOrganisationId: organisationId },
    ...{ serviceId: service, requestId: id, practitionerId: specialist, requesterId },
    ...{ startsAt, endsAt: startsAt + lengthMs, status, statusAt: startsAt, createdAt: answeredAt },
    cancelReason: status === 'cancelled' ? 'other' : null,
    waitedMs: status === 'fulfilled' ? Math.floor(roll() * 14 * minuteMs) : null,
  });
  rows.encounters.push({
    ...{ id: `${id}-encounter`, organisationId: provider, appointmentId: `${id}-visit`, status: 'finished' },
    startedAt: status === 'fulfilled' ? startsAt : null,
    finishedAt: startsAt + lengthMs + overMs,
  });
  if (status !== 'fulfilled') return;
  const isWeak = roll() < 0.07;
  const seat = { organisationId: provider, appointmentId: `${id}-visit` };
  rows.people.push({
    ...{ ...seat, id: `${id}-host`, kind: 'host', userId: specialist, name: specialistName },
    ...{ language: 'fi', seat: 'left', seatAt: startsAt + lengthMs },
  });
  rows.links.push({
    ...{ ...seat, participantId: `${id}-host`, path: 'udp' },
    ...{
      reports: 500,
      lossPermilleSum: isWeak ? 40_000 : 1_000,
      roundTripMsSum: 30_000,
      roundTripReports: 500,
    },
    ...{
      freezes: 2,
      freezeMs: 900,
      playedMs: 45 * minuteMs,
      concealedMs: 4_000,
      soundOnlyS: 0,
      reconnects: 0,
    },
    joinMs: 600 + Math.floor(roll() * roll() * 6_000),
  });
}
