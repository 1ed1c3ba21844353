import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { helsinki, mergePeriods, type Period } from '#domain';

/** X9: merged times of one person in some four months; thirty a day are many. */
const maxTimes = 4000;
/** X9: steps of recurrence in all. A daily event of thirty years takes eleven thousand. */
const maxSteps = 400_000;
const dayMs = 86_400_000;

export class TooMuch extends Error {}

/**
 * X4: when the events of a calendar file make its owner busy within `span`, merged, and nothing else of it. Transparent,
 * free and cancelled events leave the time free, and so do our own visits (`ownHost`): what becomes of those is known here
 * better. Throws for what is no calendar, and TooMuch for one that is out of all bounds.
 */
export function busyOfFile(text: string, span: Period, ownHost: string): Period[] {
  ICAL.design.strict = false;
  const parsed = ICAL.parse(text) as unknown[];
  const roots = Array.isArray(parsed[0]) ? parsed : [parsed];
  const busy = new Busy(span);
  for (const root of roots) {
    const calendar = new ICAL.Component(root as never);
    addEvents(calendar, busy, ownHost);
    for (const freeBusy of calendar.getAllSubcomponents('vfreebusy')) addFreeBusy(freeBusy, busy);
  }
  return busy.merged();
}

class Busy {
  readonly span: Period;
  #periods: Period[] = [];
  #steps = 0;

  constructor(span: Period) {
    this.span = span;
  }

  add(startsAt: number, endsAt: number): void {
    const from = Math.max(startsAt, this.span.startsAt);
    const to = Math.min(endsAt, this.span.endsAt);
    if (!(from < to)) return;
    this.#periods.push({ startsAt: from, endsAt: to });
    // Merging now and then keeps an event that comes every second from filling the memory.
    if (this.#periods.length > 10 * maxTimes) this.#periods = this.merged();
  }

  step(): void {
    if (++this.#steps > maxSteps) throw new TooMuch();
  }

  merged(): Period[] {
    const merged = mergePeriods(this.#periods);
    if (merged.length > maxTimes) throw new TooMuch();
    return merged;
  }
}

function addEvents(calendar: ICAL.Component, busy: Busy, ownHost: string): void {
  const byUid = new Map<string, { masters: ICAL.Component[]; changed: ICAL.Component[] }>();
  calendar.getAllSubcomponents('vevent').forEach((event, index) => {
    const uid = String(event.getFirstPropertyValue('uid') ?? `no-uid-${index}`);
    if (uid.endsWith(`@${ownHost}`)) return;
    const known = byUid.get(uid) ?? { masters: [], changed: [] };
    (event.hasProperty('recurrence-id') ? known.changed : known.masters).push(event);
    byUid.set(uid, known);
  });
  for (const { masters, changed } of byUid.values()) {
    for (const event of changed) attempt(() => addOne(event, busy));
    for (const event of masters) attempt(() => addMaster(event, changed, busy));
  }
}

/** One event that makes no sense takes none of the others with it; bounds hold for all. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof TooMuch) throw error;
  }
}

function blocks(event: ICAL.Component): boolean {
  const of = (name: string) => String(event.getFirstPropertyValue(name) ?? '').toUpperCase();
  return (
    of('transp') !== 'TRANSPARENT' &&
    of('status') !== 'CANCELLED' &&
    of('x-microsoft-cdo-busystatus') !== 'FREE'
  );
}

function addOne(event: ICAL.Component, busy: Busy): void {
  if (!blocks(event)) return;
  const { startsAt, endAfter } = timesOf(event);
  busy.add(startsAt.at, endAfter(startsAt));
}

/** An event that repeats, or does not: each occurrence but those left out and those that were changed by themselves. */
function addMaster(event: ICAL.Component, changed: ICAL.Component[], busy: Busy): void {
  const { startsAt, endAfter, tzid } = timesOf(event);
  if (!event.hasProperty('rrule') && !event.hasProperty('rdate')) return addOne(event, busy);
  const left = leftOut(event, changed);
  // With days that were picked by hand the first one counts too; with a rule it is the rule's to say.
  if (!event.hasProperty('rrule') && !left.instants.has(startsAt.at) && blocks(event))
    busy.add(startsAt.at, endAfter(startsAt));
  const later = changed
    .filter((each) => propertyOf(each, 'recurrence-id').getParameter('range') === 'THISANDFUTURE')
    .map((each) => ({ event: each, from: momentOf(propertyOf(each, 'recurrence-id')) }))
    .sort((a, b) => a.from.at - b.from.at);
  settleEnds(event, startsAt);
  const lengthMs = Math.max(endAfter(startsAt) - startsAt.at, dayMs);
  const occurrences = new ICAL.Event(event, { exceptions: [] }).iterator();
  for (let next = occurrences.next(); next; next = occurrences.next()) {
    busy.step();
    const about = roughly(next);
    if (about - 2 * dayMs > busy.span.endsAt) return;
    if (about + lengthMs + 2 * dayMs < busy.span.startsAt && later.length === 0) continue;
    const occurrence = momentOfTime(next, tzid);
    if (left.instants.has(occurrence.at) || left.dates.has(dateOf(next))) continue;
    const shift = later.findLast(({ from }) => from.at <= occurrence.at);
    if (shift) addShifted(shift, occurrence, busy);
    else if (blocks(event)) busy.add(occurrence.at, endAfter(occurrence));
  }
}

/**
 * The library compares UNTIL with a start by the digits of both, unless the file defines the zone: told as an instant or as a
 * day it would leave out the last occurrence. It is put as the clock of the start shows it; a day counts to its end.
 */
function settleEnds(event: ICAL.Component, { isDate, zone }: Moment): void {
  if (isDate) return;
  const { zone: own } = propertyOf(event, 'dtstart').getFirstValue() as { zone: ICAL.Timezone };
  for (const property of event.getAllProperties('rrule')) {
    const rule = property.getFirstValue() as ICAL.Recur;
    const { until } = rule;
    if (!until || (typeof zone !== 'string' && !until.isDate)) continue;
    const { year, month, day, hour, minute, second } = until;
    const digits = until.isDate
      ? { year, month, day, hour: 23, minute: 59, second: 59 }
      : until.zone === ICAL.Timezone.utcTimezone && typeof zone === 'string'
        ? wallOf(roughly(until), zone)
        : { year, month, day, hour, minute, second };
    rule.until = new ICAL.Time({ ...digits, isDate: false }, own);
  }
}

function wallOf(at: number, zone: string) {
  const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const { year, month, day, hour, minute, second } = wall;
  return { year, month, day, hour, minute, second };
}

/** RANGE=THISANDFUTURE: every later occurrence is moved as far on the clock as the first one was. */
function addShifted(shift: { event: ICAL.Component; from: Moment }, occurrence: Moment, busy: Busy): void {
  if (!blocks(shift.event)) return;
  const { startsAt, endAfter } = timesOf(shift.event);
  const by = shift.from.wall.until(startsAt.wall);
  const wall = occurrence.wall.add(by);
  const moved = { ...startsAt, wall, at: startsAt.isDate ? dayStart(wall) : instantIn(wall, startsAt.zone) };
  busy.add(moved.at, endAfter(moved));
}

function leftOut(event: ICAL.Component, changed: ICAL.Component[]) {
  const instants = new Set<number>();
  const dates = new Set<string>();
  for (const property of event.getAllProperties('exdate'))
    for (const value of property.getValues() as ICAL.Time[])
      if (value.isDate) dates.add(dateOf(value));
      else instants.add(momentOfTime(value, tzidOf(property)).at);
  for (const each of changed) {
    const property = propertyOf(each, 'recurrence-id');
    const value = property.getFirstValue() as ICAL.Time;
    if (value.isDate) dates.add(dateOf(value));
    else instants.add(momentOf(property).at);
  }
  return { instants, dates };
}

function addFreeBusy(component: ICAL.Component, busy: Busy): void {
  for (const property of component.getAllProperties('freebusy')) {
    if (String(property.getParameter('fbtype') ?? 'BUSY').toUpperCase() === 'FREE') continue;
    for (const period of property.getValues() as ICAL.Period[]) {
      busy.step();
      busy.add(roughly(period.start), roughly(period.getEnd()));
    }
  }
}

/** A time as the file says it: its reading on the clock, where that clock hangs, and the instant. */
type Moment = { at: number; wall: Temporal.PlainDateTime; isDate: boolean; zone: Zone };
type Zone = ICAL.Timezone | string;

function timesOf(event: ICAL.Component) {
  const start = propertyOf(event, 'dtstart');
  const startsAt = momentOf(start);
  const end = event.getFirstProperty('dtend');
  const duration = event.getFirstPropertyValue('duration') as ICAL.Duration | null;
  const endAfter = (from: Moment): number => {
    if (from.isDate) {
      // All day, from midnight to midnight in Finland; days are counted, not hours.
      const days = end
        ? Math.max(1, startsAt.wall.until(momentOf(end).wall, { largestUnit: 'day' }).days)
        : Math.max(1, Math.round((duration?.toSeconds() ?? 0) / 86_400));
      return dayStart(from.wall.add({ days }));
    }
    if (end) return from.at + (momentOf(end).at - startsAt.at);
    return from.at + (duration?.toSeconds() ?? 0) * 1000;
  };
  return { startsAt, endAfter, tzid: tzidOf(start) };
}

function propertyOf(event: ICAL.Component, name: string): ICAL.Property {
  const property = event.getFirstProperty(name);
  if (!property) throw new Error(`no ${name}`);
  return property;
}
const tzidOf = (property: ICAL.Property): string | undefined =>
  property.getParameter('tzid') as string | undefined;
const momentOf = (property: ICAL.Property): Moment =>
  momentOfTime(property.getFirstValue() as ICAL.Time, tzidOf(property));

function momentOfTime(time: ICAL.Time, tzid: string | undefined): Moment {
  const wall = new Temporal.PlainDateTime(
    time.year,
    time.month,
    time.day,
    time.isDate ? 0 : time.hour,
    time.isDate ? 0 : time.minute,
    time.isDate ? 0 : time.second,
  );
  if (time.isDate) return { at: dayStart(wall), wall, isDate: true, zone: helsinki };
  const { zone } = time as { zone: ICAL.Timezone };
  // The file's own definition goes first; a known name is next; what is left hangs on a Finnish wall (X4).
  const isDefined = zone === ICAL.Timezone.utcTimezone || zone?.component;
  const where: Zone = isDefined ? zone : tzid !== undefined && isKnownZone(tzid) ? tzid : helsinki;
  return { at: instantIn(wall, where), wall, isDate: false, zone: where };
}

function instantIn(wall: Temporal.PlainDateTime, zone: Zone): number {
  if (typeof zone === 'string') return wall.toZonedDateTime(zone).epochMilliseconds;
  const { year, month, day, hour, minute, second } = wall;
  return new ICAL.Time({ year, month, day, hour, minute, second, isDate: false }, zone).toUnixTime() * 1000;
}

const dayStart = (wall: Temporal.PlainDateTime): number =>
  wall.toPlainDate().toZonedDateTime(helsinki).epochMilliseconds;

const zones = new Map<string, boolean>();
function isKnownZone(tzid: string): boolean {
  const known = zones.get(tzid);
  if (known !== undefined) return known;
  let isKnown = true;
  try {
    Temporal.PlainDateTime.from('2026-01-01T00:00').toZonedDateTime(tzid);
  } catch {
    isKnown = false;
  }
  zones.set(tzid, isKnown);
  return isKnown;
}

/** Within a day of the instant: enough to leave out what is far away, and exact for UTC. */
const roughly = (time: ICAL.Time): number =>
  Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);

const dateOf = (time: ICAL.Time): string => `${time.year}-${time.month}-${time.day}`;
