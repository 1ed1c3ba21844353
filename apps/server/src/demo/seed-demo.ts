import { dayMs, instantOf, localDateOf, minuteMs, type Instant, type RequestContent } from '#domain';
import {
  accounts,
  dayExceptions,
  demoPassword,
  externalCalendars,
  isEmpty,
  newId,
  participants,
  seed,
  services,
  type Store,
  type Tx,
} from '#db';
import type { Deps } from '../deps.ts';
import { Live } from '../live/live.ts';
import { demoCalendarAddress } from './demo-calendar.ts';
import { signAnswer } from '../use-cases/answer.ts';
import { bookAppointment } from '../use-cases/book-appointment.ts';
import { cancelAppointment, markNoShow } from '../use-cases/change-appointment.ts';
import { hashPassword } from '../use-cases/sign-in.ts';
import { nextFreeSlots } from '../use-cases/slots.ts';
import { admitPerson, endVisit, enterVisit, type VisitKey } from '../use-cases/visit.ts';
import type { UserViewer } from '../viewer.ts';
import { bookDemoAfternoon } from './demo-absence.ts';
import { bookDemoSeries } from './demo-series.ts';
import { askByType } from './demo-case-types.ts';
import { keepDemoDoorHours, openDemoDoor } from './demo-door.ts';
import { addDemoDuty } from './demo-duty.ts';
import { keepDemoHours } from './demo-hours.ts';
import { addDemoResources } from './demo-resources.ts';
import { anonymous, answer, request } from './demo-requests.ts';
import { addDemoStatistics } from './demo-statistics.ts';
import { conveneTeam } from './demo-team.ts';
import { sendDemoRequests } from './demo-triage.ts';
import { demoAnswerForm, demoRequestForms, fillBefore } from './demo-forms.ts';

const child = 'service-child-psychiatry';
const adolescent = 'service-adolescent-psychiatry';
const social = 'service-social-work';

/**
 * Fills an empty database with fictional people and with past, present and future visits. The visits are made by the
 * same use cases that people's clicks call, only with another clock. Does nothing when there is data.
 */
export async function seedDemo(deps: Deps): Promise<boolean> {
  if (!deps.store.read(isEmpty)) return false;
  const passwordHash = await hashPassword(demoPassword);
  const now = deps.now();
  deps.store.write((tx) => seed(tx, passwordHash, now));
  const at = (moment: Instant): Deps => ({ ...deps, now: () => moment, live: new Live() });
  bookPast(at, now);
  bookPresent(at, now);
  bookFuture(at, now);
  addDemoResources(deps.store);
  conveneTeam(at(now - dayMs), viewer(deps.store, 'user-leena'));
  sendDemoRequests(at, (id) => viewer(deps.store, id), now);
  askByType(at, (id) => viewer(deps.store, id), now);
  bookDemoSeries(at(now), viewer(deps.store, 'user-leena'));
  keepDemoHours(at(now));
  bookDemoAfternoon(at(now), (id) => viewer(deps.store, id));
  addDemoDuty(deps.store);
  openDemoDoor(deps.store);
  keepDemoDoorHours(deps.store, now);
  addDemoStatistics(deps.store, now);
  deps.store.write((tx) =>
    externalCalendars.connect(tx, {
      practitionerId: 'user-elina',
      organisationId: 'org-sairaala',
      address: demoCalendarAddress,
      connectedAt: now,
    }),
  );
  return true;
}

type At = (moment: Instant) => Deps;

function bookPast(at: At, now: Instant): void {
  const visits = [
    {
      days: 21,
      service: child,
      by: 'user-aino',
      request: request('Miten tukea lasta, joka ei halua lähteä kouluun?', 'E.K.', 2016, 'Äiti Kukka'),
      end: 'held',
    },
    {
      days: 14,
      service: adolescent,
      by: 'user-pekka',
      request: request('Nuori on vetäytynyt kavereista syksyn aikana.', 'M.T.', 2010, 'Isä Timo'),
      end: 'held',
    },
    {
      days: 10,
      service: child,
      by: 'user-maria',
      request: request(
        'Barnet har svårt att somna och är rädd på kvällarna.',
        'A.S.',
        2018,
        'Mamma Sofia',
        'sv',
      ),
      end: 'noshow',
    },
    {
      days: 7,
      service: social,
      by: 'user-pekka',
      request: anonymous('Milloin huolesta kannattaa kertoa perheelle?'),
      end: 'cancelled',
    },
  ] as const;
  for (const visit of visits) {
    const booked = at(now - (visit.days + 5) * dayMs);
    const appointment = bookNext(booked, visit.by, visit.service, visit.request, now - visit.days * dayMs);
    const during = at(appointment.startsAt + 2 * minuteMs);
    if (visit.end === 'cancelled')
      cancelAppointment(booked, viewer(booked.store, visit.by), appointment.id, {
        reason: 'other',
        note: 'Tilanne ratkesi.',
      });
    else if (visit.end === 'noshow')
      markNoShow(during, viewer(booked.store, appointment.practitionerId), appointment.id);
    else hold(at, appointment);
  }
}

/** Somebody's visit is just beginning, whenever the demo is started first. */
function bookPresent(at: At, now: Instant): void {
  const length = 45 * minuteMs;
  // Hours end with the day, so a demo started before midnight gets a visit that has begun a little earlier.
  const startsAt = Math.min(
    Math.floor(now / (5 * minuteMs)) * 5 * minuteMs,
    instantOf(localDateOf(now), '24:00') - length,
  );
  const { store } = at(now);
  extraHours(store, child, 'user-elina', startsAt, 45);
  const content = request(
    'Lapsi saa voimakkaita raivokohtauksia koulussa. Miten aikuiset voivat auttaa?',
    'O.L.',
    2017,
    'Äiti Laura',
  );
  content.background =
    'Kohtauksia noin kolme kertaa viikossa, yleensä siirtymätilanteissa. Kotona rauhallisempaa.';
  content.guests.push(
    { name: 'Isä Jari', channel: 'sms', address: '+358405550142', language: 'fi' },
    { name: 'Onni', channel: 'sms', address: '+358405550143', language: 'fi', role: 'child' },
  );
  content.forms = demoRequestForms;
  const booking = at(now - 3 * dayMs);
  const { appointmentId } = bookAppointment(booking, viewer(store, 'user-aino'), {
    draftId: newId(),
    serviceId: child,
    practitionerId: 'user-elina',
    startsAt,
    content,
  });
  fillBefore(at(now - dayMs), appointmentId);
}

function bookFuture(at: At, now: Instant): void {
  const deps = at(now);
  bookNext(
    deps,
    'user-aino',
    adolescent,
    request('Nuori ei ole tullut kouluun kahteen viikkoon.', 'V.H.', 2011, 'Äiti Heli'),
    now,
  );
  bookNext(
    deps,
    'user-maria',
    child,
    request('Hur kan daghemmet stöda ett barn som inte talar?', 'L.N.', 2021, 'Pappa Nils', 'sv'),
    now + dayMs,
  );
  bookNext(
    deps,
    'user-pekka',
    social,
    anonymous('Perheessä on ero meneillään, miten puhua lapsen kanssa?'),
    now + 2 * dayMs,
  );
}

type Booked = VisitKey & {
  id: string;
  serviceId: string;
  startsAt: Instant;
  endsAt: Instant;
  practitionerId: string;
};

function bookNext(
  deps: Deps,
  userId: string,
  serviceId: string,
  content: RequestContent,
  from: Instant,
): Booked {
  const asking = viewer(deps.store, userId);
  const slot = deps.store.read((tx) => {
    const service = services.byId(tx, asking.organisationId, serviceId)!;
    return nextFreeSlots(tx, service, deps.now(), 1, from)[0]!;
  });
  const { appointmentId } = bookAppointment(deps, asking, {
    draftId: newId(),
    serviceId,
    ...slotOf(slot),
    content,
  });
  const organisationId = serviceId === social ? 'org-suvanto' : 'org-sairaala';
  return { ...slot, id: appointmentId, appointmentId, organisationId, serviceId };
}

const slotOf = ({ practitionerId, startsAt }: { practitionerId: string; startsAt: Instant }) => ({
  practitionerId,
  startsAt,
});

/** A visit that went well: everybody came, the specialist answered. */
function hold(at: At, appointment: Booked): void {
  const during = at(appointment.startsAt + minuteMs);
  const people = during.store.read((tx) => participants.ofAppointment(tx, appointment.id));
  const host = people.find(({ kind }) => kind === 'host')!;
  enterVisit(during, appointment, host.id);
  for (const { id, kind } of people) {
    if (kind === 'host') continue;
    enterVisit(during, appointment, id);
    admitPerson(during, appointment, host.id, id);
  }
  endVisit(at(appointment.endsAt), appointment, host.id);
  signAnswer(
    at(appointment.endsAt + 10 * minuteMs),
    viewer(during.store, appointment.practitionerId),
    appointment.id,
    {
      content: appointment.serviceId === social ? answer : { ...answer, form: demoAnswerForm },
      basedOn: null,
    },
  );
}

/** Opens a specialist's time just for this visit, on top of the weekly hours. */
function extraHours(
  store: Store,
  serviceId: string,
  practitionerId: string,
  startsAt: Instant,
  minutes: number,
): void {
  const clock = (moment: Instant) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Helsinki',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(moment);
  const date = localDateOf(startsAt);
  const endsAt = startsAt + minutes * minuteMs;
  const to = localDateOf(endsAt) === date ? clock(endsAt) : '24:00';
  const hours = { date, lastDate: date, from: clock(startsAt), to };
  store.write((tx: Tx) =>
    dayExceptions.insert(tx, 'org-sairaala', {
      kind: 'extra',
      id: newId(),
      practitionerId,
      serviceIds: [serviceId],
      ...hours,
    }),
  );
}

function viewer(store: Store, userId: string): UserViewer {
  const [account] = store.read((tx) => accounts.all(tx, [userId]));
  if (!account) throw new Error(`no demo account ${userId}`);
  return {
    kind: 'user',
    userId,
    organisationId: account.organisationId,
    role: account.role,
    sessionHash: '',
    account: { ...account, organisationName: '' },
  };
}
