import {
  extend,
  extendedEnd,
  extensionChoices,
  linkAfterMs,
  minuteMs,
  workDayOf,
  type Buffers,
  type ExtensionMinutes,
  type Instant,
  type PartClaim,
} from '#domain';
import {
  appointments,
  arrivals,
  claims,
  encounterOf,
  guestLinks,
  newId,
  participants,
  type Overview,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { accept, Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logOnAppointment } from './log-event.ts';
import { noteOf } from './read-arrivals.ts';
import { freeColleagues } from './take-over.ts';

/** L1–L3: what a visit that is about to run over runs into. */
export function whatFollows(deps: Deps, viewer: UserViewer, id: string): Reply<'whatFollows'> {
  return deps.store.read((tx) => {
    const now = deps.now();
    const overview = hosted(tx, viewer, id);
    const { endsAt } = overview.appointment;
    const known = claimsAround(tx, overview, now);
    return {
      endsAt,
      extensions: extensionChoices.map((minutes) => ({
        minutes,
        endsAt: extendedEnd(endsAt, minutes, now),
        possible: extend(running(overview), minutes, known, now).ok,
      })),
      next: viewNext(tx, overview, now),
      serverNow: now,
    };
  });
}

/**
 * L2: makes a visit longer: its claims of all people and rooms change in one transaction, or none does. `basedOn`: the end
 * that was on the screen, so that two presses are one.
 */
export function extendVisit(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { minutes, basedOn }: Body<'extendVisit'>,
): Reply<'extendVisit'> {
  const now = deps.now();
  const { endsAt, people } = deps.store.write((tx) => {
    const overview = hosted(tx, viewer, id);
    const { appointment } = overview;
    if (appointment.endsAt !== basedOn) throw new Refusal('end-changed');
    const decision = accept(extend(running(overview), minutes, claimsAround(tx, overview, now), now));
    // Whoever took it over late has less of it, and less rest, than the others (Q12).
    const rests = claims.restsOfParts(tx, id);
    claims.remove(tx, decision.removeIds);
    const service = { id: appointment.serviceId, organisationId: appointment.organisationId };
    for (const part of decision.claims)
      claims.insert(tx, { ...service, ...(rests.get(part.resourceId) ?? noRest) }, [part]);
    arrivals.setEnd(tx, id, decision.endsAt);
    guestLinks.extend(tx, id, decision.endsAt + linkAfterMs);
    logOnAppointment(tx, viewer, now, 'extend', appointment);
    return { endsAt: decision.endsAt, people: decision.claims.map(({ resourceId }) => resourceId) };
  });
  for (const personId of people) deps.live.emit('practitioner-time-changed', personId);
  deps.live.emit('appointment-changed', id);
  return { endsAt };
}

/** L2: the host's alone; nobody else's visit is told to exist. */
function hosted(tx: Tx, viewer: UserViewer, id: string): Overview {
  const overview = appointments.byId(tx, id);
  if (!overview || overview.appointment.practitionerId !== viewer.userId) throw new Refusal('not-found');
  return overview;
}

const noRest: Buffers = { bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };

const running = ({ appointment, encounter }: Overview) => ({
  ...{ appointmentId: appointment.id, startsAt: appointment.startsAt, endsAt: appointment.endsAt },
  encounter: encounterOf(encounter),
  host: { resourceId: appointment.practitionerId, claimId: newId() },
});

/** The visit's own claims, and all that touch them as they would be after the longest extension. */
function claimsAround(tx: Tx, { appointment }: Overview, now: Instant): PartClaim[] {
  const own = claims.ofVisit(tx, appointment.id);
  const longest = Math.max(...extensionChoices) as ExtensionMinutes;
  const more = extendedEnd(appointment.endsAt, longest, now) - appointment.endsAt;
  const { practitionerId, endsAt: end } = appointment;
  const host = { resourceId: practitionerId, startsAt: end, endsAt: end };
  const hasHost = own.some(({ resourceId }) => resourceId === practitionerId);
  const parts = (hasHost ? own : [...own, host]).map(({ resourceId, startsAt, endsAt }) => ({
    resourceId,
    startsAt,
    endsAt: endsAt + more,
  }));
  return claims.forDecision(tx, parts, '', appointment.id);
}

function viewNext(tx: Tx, { appointment }: Overview, now: Instant): Reply<'whatFollows'>['next'] {
  const { id, practitionerId, startsAt } = appointment;
  const until = workDayOf(now).to;
  const next = arrivals.nextOf(tx, practitionerId, Math.min(startsAt, now - minuteMs), until, id);
  if (!next || next.appointment.startsAt < startsAt) return null;
  const people = participants.ofAppointment(tx, next.appointment.id);
  const note = noteOf(tx, next);
  return {
    ...{ id: next.appointment.id, startsAt: next.appointment.startsAt },
    waiting: people.filter(({ kind, seat }) => kind !== 'host' && seat === 'waiting').length,
    colleagues: freeColleagues(tx, next, now),
    note: note ? { at: note.at, kind: note.kind, text: note.text } : null,
  };
}
