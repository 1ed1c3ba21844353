import { Type, type Static } from 'typebox';
import { bookers, doorTopics, modalities, selfBookings } from '#domain';
import { At, Id, Language, LocalText, ShortText, nullable, oneOf, strict, textOf } from './schemas.ts';

const Words = textOf(2000);
/** A text for families: Northern Sámi too. */
export const DoorText = strict({ fi: Words, sv: Words, en: Words, se: Words });
export type DoorText = Static<typeof DoorText>;
const Topics = Type.Array(oneOf(doorTopics), { maxItems: doorTopics.length, uniqueItems: true });

/** What an administrator decides about a service at the front door (G1–G5). */
export const DoorSettings = strict({
  shown: Type.Boolean(),
  title: DoorText,
  text: DoorText,
  topics: Topics,
  municipalityIds: Type.Array(Id, { maxItems: 400, uniqueItems: true }),
  booking: oneOf(selfBookings),
  aloneFromAge: Type.Integer(),
  phone: ShortText,
  email: ShortText,
  address: ShortText,
  hasNumber: Type.Boolean(),
});
export type DoorSettings = Static<typeof DoorSettings>;

const Place = strict({ id: Id, name: ShortText });
export const ManagedDoor = strict({
  settings: DoorSettings,
  revision: Type.Integer(),
  serviceName: LocalText,
  /** Without one (triage, anonymous) nobody books it without staff. */
  isSelfBookable: Type.Boolean(),
  hasQueue: Type.Boolean(),
  municipalities: Type.Array(Place),
  /** The public addresses of the service, in each tray that shows it; `name` is the organisation whose tray it is. */
  addresses: Type.Array(strict({ name: ShortText, address: ShortText })),
});

/** An organisation's part of an address. */
export const Slug = Type.String({ minLength: 2, maxLength: 40, pattern: '^[a-z0-9-]+$' });

/** How one reaches a service: every way is there or null. */
const DoorWays = strict({
  book: nullable(
    strict({ by: oneOf(['guardian', 'young']), aloneFromAge: Type.Integer(), nextFreeAt: nullable(At) }),
  ),
  phone: nullable(ShortText),
  email: nullable(ShortText),
  /** The public address of its duty queue, as a path with its link. */
  number: nullable(ShortText),
  address: nullable(ShortText),
});
export const DoorService = strict({
  id: Id,
  title: DoorText,
  text: DoorText,
  providerName: ShortText,
  ageMin: Type.Integer(),
  ageMax: Type.Integer(),
  topics: Topics,
  /** Without any, everywhere. */
  municipalityIds: Type.Array(Id),
  modality: oneOf(modalities),
  lengthMinutes: Type.Integer(),
  ways: DoorWays,
});
export type DoorService = Static<typeof DoorService>;
const Door = strict({ name: ShortText, phone: nullable(ShortText) });
export const DoorTray = strict({
  organisation: Door,
  municipalities: Type.Array(Place),
  services: Type.Array(DoorService),
});
export const DoorPage = strict({ organisation: Door, service: DoorService });

/** What a family writes to book a time (G4): nothing more is asked. */
export const FamilyForm = strict({
  booker: oneOf(bookers),
  childName: textOf(60),
  birthYear: Type.Integer(),
  /** Empty where the young book for themselves. */
  guardianName: textOf(60),
  /** A phone number or an e-mail address. */
  address: textOf(200),
  about: textOf(500),
  language: Language,
});
/** The secret of a booking that has begun; in this tab only. */
export const BookingToken = Type.String({ minLength: 20, maxLength: 100, pattern: '^[A-Za-z0-9_-]+$' });
