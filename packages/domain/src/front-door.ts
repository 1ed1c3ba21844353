import type { Language } from './request.ts';
import { addressFits, normalisePhone } from './request.ts';
import { err, ok, type Result } from './result.ts';
import type { ServiceRoute } from './service.ts';

/** G3: what families look for, in words that a child knows. A short list: of more, nobody chooses. */
export const doorTopics = ['mood', 'school', 'family', 'sleep', 'growth', 'substances', 'crisis'] as const;
export type DoorTopic = (typeof doorTopics)[number];

/** G5: who books a time without staff: nobody, a guardian, or also a young person from an age on. */
export const selfBookings = ['nobody', 'guardian', 'young'] as const;
export type SelfBooking = (typeof selfBookings)[number];
/** Who fills in the form. */
export const bookers = ['guardian', 'young'] as const;
export type Booker = (typeof bookers)[number];

/** A text for families as the provider wrote it; Finnish stands in for what is missing. */
export type DoorText = Record<Language, string>;

/** What an administrator decides about a service at the front door. */
export type DoorSettings = {
  shown: boolean;
  /** A name in plain words; without one, the service's own. */
  title: DoorText;
  text: DoorText;
  topics: DoorTopic[];
  /** Which municipalities it serves; without any, all of its provider's. */
  municipalityIds: string[];
  booking: SelfBooking;
  /** Counts where the young may book. */
  aloneFromAge: number;
  phone: string;
  email: string;
  /** Where one can come without a time. */
  address: string;
  /** Whether its duty queue's public link is shown while the queue is switched on. */
  hasNumber: boolean;
};

/** G2: an organisation's part of its tray's address. */
const slugPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
export const slugFits = (slug: string): boolean =>
  slug.length >= 2 && slug.length <= 40 && slugPattern.test(slug);

/** G5: younger than a school child nobody books alone; from eighteen on everybody is an adult. */
export const aloneAges = [7, 18] as const;
export const doorTextLimits = { title: 80, text: 600, address: 200 } as const;
const tongues: readonly Language[] = ['fi', 'sv', 'en', 'se'];

/** What of the service itself decides whether families can book it. */
type Booked = { route: ServiceRoute; anonymousOnly: boolean };

/** G5: whether a service can be booked without staff at all. */
export const isSelfBookable = ({ route, anonymousOnly }: Booked): boolean =>
  route !== 'triage' && !anonymousOnly;

/** G1, G4, G5: what keeps the settings from being saved, each with its field. */
export function checkDoor(
  settings: DoorSettings,
  service: Booked,
): Result<DoorSettings, { field: string; code: string }[]> {
  const problems: { field: string; code: string }[] = [];
  const need = (held: boolean, field: string, code: string) => void (held || problems.push({ field, code }));
  const { shown, title, text, booking, aloneFromAge, phone, email, address, hasNumber } = settings;
  need(!shown || text.fi.trim() !== '', 'text.fi', 'required');
  for (const tongue of tongues) {
    need(title[tongue].length <= doorTextLimits.title, `title.${tongue}`, 'too-long');
    need(text[tongue].length <= doorTextLimits.text, `text.${tongue}`, 'too-long');
  }
  need(booking === 'nobody' || service.route !== 'triage', 'booking', 'triage-only');
  need(booking === 'nobody' || !service.anonymousOnly, 'booking', 'anonymous-only');
  const [from, to] = aloneAges;
  const isAge = Number.isInteger(aloneFromAge) && aloneFromAge >= from && aloneFromAge <= to;
  need(booking !== 'young' || isAge, 'aloneFromAge', 'number');
  need(phone.trim() === '' || normalisePhone(phone) !== null, 'phone', 'phone');
  need(email.trim() === '' || addressFits({ channel: 'email', address: email }), 'email', 'email');
  need(address.length <= doorTextLimits.address, 'address', 'too-long');
  const hasWay =
    booking !== 'nobody' || hasNumber || [phone, email, address].some((way) => way.trim() !== '');
  need(!shown || hasWay, 'booking', 'no-way');
  return problems.length > 0 ? err(problems) : ok(settings);
}

/** G3: what a visitor looks for; an age in years or a group of ages, as an address gives it. */
export type DoorWish = { age?: string | undefined; topic?: string | undefined; place?: string | undefined };
export type DoorEntry = {
  ageMin: number;
  ageMax: number;
  topics: readonly DoorTopic[];
  /** Without any, everywhere. */
  municipalityIds: readonly string[];
};

/** The ages from–to of `13`, `7-15` or `16+`; undefined for anything else, which then narrows nothing. */
export function agesOfWish(text: string | undefined): readonly [from: number, to: number] | undefined {
  const [, from, rest, to] = /^(\d{1,2})(?:(\+)|-(\d{1,2}))?$/.exec(text ?? '') ?? [];
  if (from === undefined) return undefined;
  return [Number(from), to !== undefined ? Number(to) : rest ? 99 : Number(from)];
}

/** G3: whether a service fits what is looked for. What an address says and we don't know is left out of it. */
export function fitsDoor(entry: DoorEntry, wish: DoorWish, knownPlaces: readonly string[]): boolean {
  const ages = agesOfWish(wish.age);
  if (ages && (entry.ageMax < ages[0] || entry.ageMin > ages[1])) return false;
  const topic = doorTopics.find((each) => each === wish.topic);
  if (topic && !entry.topics.includes(topic)) return false;
  if (wish.place === undefined || !knownPlaces.includes(wish.place)) return true;
  return entry.municipalityIds.length === 0 || entry.municipalityIds.includes(wish.place);
}

export type MayBookRefusal =
  { code: 'not-self-booked' } | { code: 'age-outside' } | { code: 'guardian-needed' };

/**
 * G5: whether this person books this service for somebody born in this year. The year says an age but for one: nobody is turned
 * away for a birthday that is still to come this year.
 */
export function mayBookAlone(
  door: Pick<DoorSettings, 'booking' | 'aloneFromAge'> & { ageMin: number; ageMax: number },
  { booker, birthYear }: { booker: Booker; birthYear: number },
  year: number,
): Result<true, MayBookRefusal> {
  if (door.booking === 'nobody') return err({ code: 'not-self-booked' });
  const age = year - birthYear;
  if (!Number.isInteger(age) || age < door.ageMin || age - 1 > door.ageMax)
    return err({ code: 'age-outside' });
  if (booker === 'guardian') return ok(true);
  const isOld = door.booking === 'young' && age >= door.aloneFromAge;
  return isOld ? ok(true) : err({ code: 'guardian-needed' });
}

/** G4: at most this is ever kept about the child: `Emma Liisa` → `E.L.`; what are initials already stay. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s.\-–]+/)
    .filter((word) => /^\p{L}/u.test(word));
  return words
    .slice(0, 3)
    .map((word) => `${[...word][0]!.toUpperCase()}.`)
    .join('');
}
