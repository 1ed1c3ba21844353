import {
  checkPerson,
  isGranted,
  minPasswordLength,
  normalisePhone,
  passwordLinkMs,
  type PersonFields,
} from '#domain';
import {
  audit,
  calendarFeeds,
  externalCalendars,
  hashSecret,
  newId,
  newSecret,
  organisationsUnder,
  people,
  schedules,
  serviceHandlers,
  triageRequests,
  type Tx,
} from '#db';
import type { Body, Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { postPasswordLink } from '../mail/account-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { joined } from './joined-changes.ts';
import { logOf } from './log-event.ts';
import { endDutyOf, endNamedParts, tellEndedParts } from './moved-away.ts';
import { endOffersTo, tellOfOffers } from './offer-time.ts';
import { endTurnsOf } from './series-conveners.ts';
import { hashPassword } from './sign-in.ts';
import { hasWords, sortedPage } from './sorted-page.ts';

const log = logOf('user');

const pageLength = 50;
type Row = Omit<Reply<'listPeople'>['people'][number], 'comingVisits' | 'nextVisitAt'>;
const roleRanks = { staff: 0, coordinator: 1, specialist: 2, admin: 3 } as const;

/** By what the list can be sorted. Of accounts in use those come first who have not chosen a password yet: they need somebody. */
const keys = {
  name: (row: Row) => row.name,
  organisation: (row: Row) => row.organisationName,
  role: (row: Row) => roleRanks[row.role],
  state: (row: Row) => (!row.active ? 2 : row.invited ? 0 : 1),
};

/** R7: who works for the own organisation and those below it. There are hundreds, so they are sorted here, as people read them. */
export function listPeople(
  deps: Deps,
  viewer: UserViewer,
  { q = '', state = 'active', role, organisation, sort = 'name', ...asked }: Query<'listPeople'>,
): Reply<'listPeople'> {
  const now = deps.now();
  const found = deps.store
    .read((tx) => people.ofOrganisations(tx, organisationsUnder(tx, viewer.organisationId)))
    .map(({ user: { id, name, email, title, role, language, languages, ...user }, ...more }) => ({
      ...{ id, name, email, title, role, language, languages },
      ...{ phone: user.phone, organisationId: user.organisationId, active: user.active },
      organisationName: more.organisationName,
      invited: more.linkUntil !== null && more.linkUntil > now,
      you: id === viewer.userId,
    }))
    .filter((row) => state === 'all' || row.active === (state === 'active'))
    .filter((row) => role === undefined || row.role === role)
    .filter((row) => organisation === undefined || row.organisationId === organisation)
    .filter((row) => hasWords(q, row.name, row.email, row.title, row.organisationName));
  const nameOf = (row: Row) => row.name;
  const { rows, ...paging } = sortedPage<Row>(found, asked, { by: keys[sort], nameOf, pageLength });
  const coming = deps.store.read((tx) =>
    people.comingVisits(
      tx,
      rows.map(({ id }) => id),
      now,
    ),
  );
  const withVisits = rows.map((row) => {
    const { visits = 0, firstAt = null } = coming.get(row.id) ?? {};
    return { ...row, comingVisits: visits, nextVisitAt: firstAt };
  });
  return { people: withVisits, ...paging };
}

/** U2, U3: a new account with a password that nobody knows, and the link to choose one. */
export async function invitePerson(
  deps: Deps,
  viewer: UserViewer,
  fields: PersonFields,
): Promise<Reply<'invitePerson'>> {
  const id = newId();
  const now = deps.now();
  const passwordHash = await hashPassword(newSecret());
  deps.store.write((tx) => {
    const person = complete(tx, viewer, fields);
    people.insert(tx, { id, ...person, passwordHash, createdAt: now });
    sendLink(tx, deps, { id, ...person });
    log(tx, deps, viewer, 'invite', id, person.organisationId);
  });
  return { id };
}

export function changePerson(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { from, ...sent }: Body<'changePerson'>,
): Reply<'changePerson'> {
  const { ended, off, isOther, left } = deps.store.write((tx) => {
    const known = find(tx, viewer, id);
    const { name, email, title, role, language, organisationId, languages } = known;
    const now = { name, email, title, role, language, organisationId, languages, phone: known.phone ?? '' };
    const phone = normalisePhone(sent.phone) ?? sent.phone;
    const person = complete(tx, viewer, joined<PersonFields>(from, { ...sent, phone }, now), id);
    // U4: whoever took their own role away could not give it back.
    if (id === viewer.userId && person.role !== known.role)
      throw new Refusal('incomplete', { fields: { role: 'own-account' } });
    const handled = isGranted(person.role, 'triage:handle') ? [] : letGoOfTaken(tx, id);
    people.update(tx, id, person);
    if (person.email !== email) sendLinkAfter(tx, deps, { id, ...person });
    const offers = isGranted(person.role, 'appointment:read') ? [] : endOffersTo(tx, deps, id);
    // X10: they could not take it away themselves.
    if (!isGranted(person.role, 'external-calendar:manage')) externalCalendars.disconnect(tx, id);
    const movesAway = person.organisationId !== known.organisationId;
    if (movesAway) schedules.follow(tx, id, person.organisationId);
    log(tx, deps, viewer, 'change', id, person.organisationId);
    const ended = movesAway ? endNamedParts(tx, deps, viewer, id, person.organisationId) : undefined;
    const off = isGranted(person.role, 'duty:keep') ? undefined : endDutyOf(tx, deps, viewer, id);
    return { ended, off, isOther: movesAway || person.role !== known.role, left: { handled, offers } };
  });
  // V12: their times are offered by the old organisation no more.
  if (ended) {
    deps.live.emit('practitioner-time-changed', id);
    tellEndedParts(deps, ended);
  }
  if (off) tellEndedParts(deps, off);
  if (isOther) deps.live.emit('person-moved', id);
  tellLeft(deps, left);
  return { id };
}

/** U4, Y5: what somebody has taken who decides on nothing any more is free for the others. For before they are changed. */
function letGoOfTaken(tx: Tx, id: string): string[] {
  const handled = serviceHandlers.servicesOf(tx, id);
  triageRequests.letGo(tx, id, handled);
  return handled;
}

function tellLeft(
  deps: Deps,
  { handled, offers }: { handled: readonly string[]; offers: ReturnType<typeof endOffersTo> },
): void {
  for (const serviceId of handled) deps.live.emit('queue-changed', serviceId);
  tellOfOffers(deps, offers);
}

/** U4: closes an account, and everything that is open with it, or opens it again. */
export function setPersonActive(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  active: boolean,
): Reply<'setPersonActive'> {
  const { ended, off, left, seriesIds } = deps.store.write((tx) => {
    const known = find(tx, viewer, id);
    if (id === viewer.userId) throw new Refusal('forbidden');
    const handled = active ? [] : letGoOfTaken(tx, id);
    people.update(tx, id, { active });
    if (!active) people.dropPasswordLink(tx, id);
    // X10, X11: one that is opened again begins without either.
    if (!active) calendarFeeds.remove(tx, id);
    if (!active) externalCalendars.disconnect(tx, id);
    log(tx, deps, viewer, active ? 'take-back' : 'close', id, known.organisationId);
    if (active) return { ended: [], off: undefined, left: { handled, offers: [] }, seriesIds: [] };
    const seriesIds = endTurnsOf(tx, deps, viewer, id);
    const left = { handled, offers: endOffersTo(tx, deps, id) };
    const off = endDutyOf(tx, deps, viewer, id);
    return { ended: people.endSessions(tx, id), off, left, seriesIds };
  });
  for (const hash of ended) deps.live.emit('session-closed', hash);
  if (off) tellEndedParts(deps, off);
  deps.live.emit('practitioner-time-changed', id);
  for (const seriesId of seriesIds) deps.live.emit('series-changed', seriesId, []);
  tellLeft(deps, left);
  return { id };
}

/** A second press within this time is one of a double click: longer would keep back a link that is really asked for. */
const pressAgainMs = 5_000;

/** U3: another link; the one before stops working. Two presses send one. */
export function sendPasswordLink(deps: Deps, viewer: UserViewer, id: string): Reply<'sendPasswordLink'> {
  deps.store.write((tx) => {
    const known = find(tx, viewer, id);
    if (!known.active) throw new Refusal('not-found');
    const sentAt = people.passwordLinkAt(tx, id);
    if (sentAt !== undefined && Math.abs(deps.now() - sentAt) < pressAgainMs) return;
    sendLink(tx, deps, known);
    log(tx, deps, viewer, 'send-password-link', id, known.organisationId);
  });
  return { id };
}

/** U3: whoever has the link chooses the password, once; every session that was open ends. */
export async function setPassword(
  deps: Deps,
  { token, password }: { token: string; password: string },
): Promise<Reply<'setPassword'>> {
  const tokenHash = hashSecret(token);
  const known = deps.store.read((tx) => people.byPasswordLink(tx, tokenHash, deps.now()));
  if (!known) throw new Refusal('link-invalid');
  if (password.length < minPasswordLength)
    throw new Refusal('incomplete', { fields: { password: 'password-length' } });
  const passwordHash = await hashPassword(password);
  const ended = deps.store.write((tx) => {
    // Another press, or another link, may have been faster while the password was hashed.
    const user = people.byPasswordLink(tx, tokenHash, deps.now());
    if (!user) throw new Refusal('link-invalid');
    people.update(tx, user.id, { passwordHash });
    people.dropPasswordLink(tx, user.id);
    const { id, organisationId } = user;
    const entry = { organisationId, at: deps.now(), actorKind: 'user' as const, actorId: id };
    audit.write(tx, { ...entry, action: 'set-password', entity: 'user', entityId: id });
    return people.endSessions(tx, id);
  });
  for (const hash of ended) deps.live.emit('session-closed', hash);
  return { email: known.email };
}

type Invited = Parameters<typeof postPasswordLink>[1] & { id: string };
/** U3: a link that is on its way to an address that is not theirs, or not any more, opens nothing; another one follows them. */
function sendLinkAfter(tx: Tx, deps: Deps, person: Invited): void {
  const sentAt = people.passwordLinkAt(tx, person.id);
  if (sentAt !== undefined && deps.now() < sentAt + passwordLinkMs) sendLink(tx, deps, person);
}

function sendLink(tx: Tx, deps: Deps, person: Invited): void {
  const token = newSecret();
  const createdAt = deps.now();
  const { id: userId, organisationId } = person;
  const validUntil = createdAt + passwordLinkMs;
  people.openPasswordLink(tx, {
    userId,
    organisationId,
    tokenHash: hashSecret(token),
    createdAt,
    validUntil,
  });
  postPasswordLink(tx, person, token, deps.settings.publicUrl, createdAt);
}

function find(tx: Tx, viewer: UserViewer, id: string) {
  const known = people.byId(tx, organisationsUnder(tx, viewer.organisationId), id);
  if (!known) throw new Refusal('not-found');
  return known;
}

/** U1, U2. */
function complete(tx: Tx, viewer: UserViewer, raw: PersonFields, id?: string) {
  const checked = checkPerson(raw, organisationsUnder(tx, viewer.organisationId));
  const fields = checked.ok ? {} : Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
  const owner = people.idOfEmail(tx, raw.email.trim());
  if (owner !== undefined && owner !== id) fields.email = 'email-taken';
  if (!checked.ok || Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
  return { ...checked.value, phone: normalisePhone(raw.phone) };
}
