import { randomInt, timingSafeEqual } from 'node:crypto';
import {
  codeLength,
  codeLivesMs,
  codeTo,
  holdAll,
  holdAtMostMs,
  holdPauseMs,
  initialsOf,
  localDateOf,
  lostLinkAddress,
  mayBookAlone,
  plainName,
  tryCode,
  type Instant,
} from '#domain';
import {
  claims,
  familyBookings,
  hashSecret,
  newId,
  newSecret,
  pastHolds,
  type FamilyBookingRow,
  type Service,
  type ShownService,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { postCode } from '../mail/code-letter.ts';
import { Refusal } from '../refusal.ts';
import { bookFamilyVisit, linkOfFamilyVisit } from './family-visit.ts';
import { bookableIn, stillBookable } from './front-door.ts';
import { loadSlots } from './slots.ts';
import { askedBefore, countAsk, keepAsked } from './throttle.ts';
import { loadWantedTime, serviceAsHeld } from './wanted-time.ts';

type Form = Body<'beginFamilyBooking'>['form'];
type Written = NonNullable<FamilyBookingRow['form']>;

/** G4: what came to nothing is deleted so long after its code was sent. */
export const bookingKeptMs = 3 * codeLivesMs;

/**
 * G6–G8: holds a time for a family and sends a code to the address that it gives. What is answered is the same whether or not a
 * code went: one address gets at most five an hour.
 *
 * @param network Where it comes from (`networkOf`).
 */
export function beginFamilyBooking(
  deps: Deps,
  at: { slug: string; serviceId: string; network: string },
  { startsAt, form, token: known }: Body<'beginFamilyBooking'>,
): Reply<'beginFamilyBooking'> {
  const now = deps.now();
  deps.store.write((tx) => countAsk(tx, `door from:${at.network}`, now));
  const begun = deps.store.write((tx) => {
    const { service, row } = bookableIn(tx, at.slug, at.serviceId);
    const written = complete(row, form, now);
    familyBookings.forget(tx, now - bookingKeptMs);
    const holder = holderOf(written);
    const before = known === undefined ? undefined : openBooking(tx, known);
    // Another address is another holder: what this family held is not in its own way.
    if (before && before.holder !== holder) giveBack(tx, before);
    if (before) familyBookings.remove(tx, before.id);
    const practitionerId = freePractitioner(tx, service, startsAt, holder, now);
    const [id, token] = [newId(), newSecret()];
    const code = String(randomInt(10 ** codeLength)).padStart(codeLength, '0');
    familyBookings.insert(tx, {
      ...{ id, organisationId: service.organisationId, serviceId: service.id, practitionerId, startsAt },
      ...{
        holder,
        form: written,
        tokenHash: hashSecret(token),
        codeHash: hashCode(id, code),
        codeSentAt: now,
      },
    });
    // After it, since whoever holds must be known.
    const held = hold(tx, deps, service, { practitionerId, startsAt }, holder, now);
    if (mayReach(tx, holder, now)) {
      const { channel, address, language } = written;
      postCode(
        tx,
        { id: service.organisationId, name: service.providerName },
        { channel, address, language },
        { id, code },
        now,
      );
    }
    return { token, ...held };
  });
  for (const id of begun.changed) deps.live.emit('practitioner-time-changed', id);
  const { token, heldUntil } = begun;
  return { token, heldUntil, codeUntil: now + codeLivesMs, serverNow: now };
}

/**
 * G7: the right code books the time, in the transaction that looks at it. A wrong one is counted even though it is refused, so
 * the refusal is a value until the transaction is over.
 */
export function confirmFamilyBooking(
  deps: Deps,
  { token, code, startsAt }: Body<'confirmFamilyBooking'>,
): Reply<'confirmFamilyBooking'> {
  const now = deps.now();
  const done = deps.store.write((tx) => {
    const row = familyBookings.byToken(tx, hashSecret(token));
    if (!row) return { refusal: new Refusal('code-expired') };
    const isRight = isSame(row.codeHash, hashCode(row.id, code.replace(/\D/g, '')));
    const answer = tryCode({ sentAt: row.codeSentAt, tries: row.tries }, isRight, now);
    if (answer === 'wrong') familyBookings.update(tx, row.id, { tries: row.tries + 1 });
    if (answer !== 'right') return { refusal: new Refusal(`code-${answer}`) };
    // Pressed twice, or the answer was lost: it is one booking (B6).
    if (row.appointmentId !== null)
      return linkOfFamilyVisit(tx, deps, row.appointmentId, (to) => holderOf(to) === row.holder);
    const isOwn = startsAt === undefined || startsAt === row.startsAt;
    const found = stillBookable(tx, row.serviceId, (service) =>
      isOwn ? serviceAsHeld(tx, service, row, row.holder, now) : service,
    );
    if (!found) return { refusal: new Refusal('not-found') };
    const practitionerId = isOwn
      ? row.practitionerId
      : freePractitioner(tx, found.service, startsAt, row.holder, now);
    const time = { practitionerId, startsAt: startsAt ?? row.startsAt };
    return bookFamilyVisit(tx, deps, { booking: row, written: row.form!, service: found.service, time });
  });
  if ('refusal' in done) throw done.refusal;
  for (const id of done.changed) deps.live.emit('practitioner-time-changed', id);
  for (const id of done.tellUserIds) deps.live.emit('my-day-changed', id);
  if (done.bookedId !== undefined) deps.live.emit('visit-booked', done.bookedId);
  return { token: done.token, startsAt: done.startsAt, endsAt: done.endsAt };
}

/** Gives the time back at once, with all that was written. Nothing to give back is no error. */
export function leaveFamilyBooking(deps: Deps, { token }: Body<'leaveFamilyBooking'>): Record<string, never> {
  const changed = deps.store.write((tx) => {
    const row = openBooking(tx, token);
    if (!row) return [];
    familyBookings.remove(tx, row.id);
    return giveBack(tx, row);
  });
  for (const id of changed) deps.live.emit('practitioner-time-changed', id);
  return {};
}

function openBooking(tx: Tx, token: string): FamilyBookingRow | undefined {
  const row = familyBookings.byToken(tx, hashSecret(token));
  return row?.appointmentId === null ? row : undefined;
}

/** Its own time only: the same family may have begun again elsewhere, and holds another one there (H4). */
function giveBack(tx: Tx, { holder, serviceId, startsAt }: FamilyBookingRow): string[] {
  const parts = claims.holdOf(tx, holder, serviceId, 0).filter((part) => part.startsAt === startsAt);
  claims.remove(
    tx,
    parts.map(({ id }) => id),
  );
  return parts.map(({ practitionerId }) => practitionerId);
}

/** G4, G5: what is missing is told field by field, and a child who is too young is told so in words of their own. */
function complete({ door, service }: ShownService, form: Form, now: Instant): Written {
  const fields: Record<string, string> = {};
  const to = lostLinkAddress(form.address);
  const [childName, guardianName] = [plainName(form.childName), plainName(form.guardianName)];
  if (initialsOf(childName) === '') fields.childName = 'required';
  if (form.booker === 'guardian' && guardianName === '') fields.guardianName = 'required';
  if (!to) fields.address = 'email-or-phone';
  const year = Number(localDateOf(now).slice(0, 4));
  const { ageMin, ageMax } = service;
  const may = mayBookAlone({ ...door, ageMin, ageMax }, form, year);
  if (!may.ok && may.error.code === 'age-outside') fields.birthYear = 'age-outside';
  if (!may.ok && may.error.code === 'guardian-needed') throw new Refusal('guardian-needed');
  if (!to || Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
  const { booker, birthYear, language, about } = form;
  return {
    ...{ booker, birthYear, language, childName, ...to },
    guardianName: booker === 'guardian' ? guardianName : '',
    about: about.trim(),
  };
}

/** G6: a family holds a time under its address, so that a person holds one time of a service here too (H4, H8). */
const holderOf = ({ channel, address }: Pick<Written, 'channel' | 'address'>): string =>
  `family-${hashSecret(`door to:${channel} ${address.toLowerCase()}`)}`;
const hashCode = (id: string, code: string): string => hashSecret(`${id} ${code}`);
const isSame = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Whoever is free at this time; when nobody is, the time is gone. */
function freePractitioner(tx: Tx, service: Service, startsAt: Instant, holder: string, now: Instant): string {
  const date = localDateOf(startsAt);
  const free = loadSlots(tx, service, holder, now, date, date).find(
    (slot) => slot.startsAt === startsAt && (slot.state === 'free' || slot.state === 'held-by-you'),
  );
  if (!free) throw new Refusal('slot-taken');
  return free.practitionerId;
}

function hold(
  tx: Tx,
  deps: Deps,
  asked: Service,
  time: { practitionerId: string; startsAt: Instant },
  holder: string,
  now: Instant,
): { heldUntil: Instant; changed: Set<string> } {
  const service = serviceAsHeld(tx, asked, time, holder, now);
  const { around, command } = loadWantedTime(tx, service, time, holder, now);
  pastHolds.forget(tx, now - holdAtMostMs - holdPauseMs);
  const ids = command.parts.map(({ resourceId }) => resourceId);
  const decision = holdAll(command, around, now, pastHolds.of(tx, holder, ids));
  if (!decision.ok) {
    const again = decision.error.code === 'held-before' ? { againAt: decision.error.againAt } : {};
    throw new Refusal(decision.error.code, { details: again });
  }
  const { claims: parts, removeIds, beganAt } = decision.value;
  claims.remove(tx, removeIds);
  if (parts.some(({ id }) => command.parts.some((part) => part.id === id))) {
    claims.insert(tx, service, parts);
    pastHolds.remember(tx, service.organisationId, holder, parts, beganAt);
  }
  const released = around.filter(({ id }) => removeIds.includes(id)).map(({ resourceId }) => resourceId);
  return { heldUntil: parts[0]!.expiresAt, changed: new Set([time.practitionerId, ...released]) };
}

/** G8: whether one more code goes to this address. */
function mayReach(tx: Tx, holder: string, now: Instant): boolean {
  const key = `door code:${holder}`;
  const keep = codeTo(askedBefore(tx, key), now);
  if (!keep) return false;
  keepAsked(tx, key, keep);
  return true;
}
