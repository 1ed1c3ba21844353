import { Type, type Static } from 'typebox';
import {
  ageGroups,
  holidays,
  languages,
  maxGuests,
  modalities,
  organisationKinds,
  resourceKinds,
  roles,
  serviceRoutes,
  spokenLanguages,
  urgencies,
} from '#domain';
import { FormAnswers, GuestRole, RequestFill, ServiceForms } from './form-schemas.ts';
import { Day, Id, LongText, ShortText, nullable, oneOf, strict, textOf } from './schemas-base.ts';

export * from './schemas-base.ts';

export const staffLanguages = ['fi', 'sv', 'en'] as const;
export const Language = oneOf(languages);
export const RoleName = oneOf(roles);

/** The public holidays among the days that a page shows; their names are in the message files. */
export const Holidays = Type.Array(strict({ date: Day, holiday: oneOf(holidays) }));

/** A text per language; Finnish is always there and stands in for what is missing. */
export const LocalText = strict({ fi: LongText, sv: LongText, en: LongText });
export type LocalText = Static<typeof LocalText>;

export const Subject = Type.Union([
  strict({ kind: Type.Literal('anonymous') }),
  strict({ kind: Type.Literal('case'), caseId: Id }),
  strict({ kind: Type.Literal('new-case'), initials: ShortText, birthYear: Type.Integer() }),
]);

export const InvitedGuest = strict({
  name: ShortText,
  channel: oneOf(['email', 'sms']),
  address: ShortText,
  language: Language,
  role: Type.Optional(GuestRole),
});

export const RequestContent = strict({
  question: LongText,
  background: LongText,
  urgency: nullable(oneOf(urgencies)),
  subject: nullable(Subject),
  consentNoted: Type.Boolean(),
  guests: Type.Array(InvitedGuest, { maxItems: maxGuests + 1 }),
  colleagueIds: Type.Array(Id, { maxItems: 20 }),
  requiredIds: Type.Optional(Type.Array(Id, { maxItems: 20 })),
  requesterId: Type.Optional(Id),
  resourceIds: Type.Optional(Type.Array(Id, { maxItems: 5 })),
  caseTypeId: Type.Optional(Id),
  forms: Type.Optional(Type.Array(RequestFill, { maxItems: 2 })),
});

export const AnswerContent = strict({
  kind: nullable(oneOf(['advice', 'decision'])),
  recommendation: LongText,
  followUp: LongText,
  mandate: LongText,
  form: Type.Optional(FormAnswers),
});

/** Numbers are whole and small; which ones make sense is the domain's to say, field by field. */
const Whole = Type.Integer({ minimum: -1, maximum: 100_000 });
export const ServiceSettings = strict({
  organisationId: Type.String({ maxLength: 64, pattern: '^[A-Za-z0-9_-]*$' }),
  name: LocalText,
  purpose: LocalText,
  description: LocalText,
  audience: LocalText,
  ageGroups: Type.Array(oneOf(ageGroups), { maxItems: 3, uniqueItems: true }),
  tier: Whole,
  lengthMinutes: Whole,
  bufferBeforeMinutes: Whole,
  bufferAfterMinutes: Whole,
  noticeHours: Whole,
  horizonDays: Whole,
  modality: oneOf(modalities),
  address: ShortText,
  route: oneOf(serviceRoutes),
  requesterIds: Type.Array(Id, { maxItems: 1000, uniqueItems: true }),
  monthlyQuota: nullable(Whole),
  anonymousOnly: Type.Boolean(),
  cancelHours: Whole,
  joinEarlyMinutes: Whole,
  graceMinutes: Whole,
  practitionerIds: Type.Array(Id, { maxItems: 500, uniqueItems: true }),
  reminderHours: Type.Array(Whole, { maxItems: 10, uniqueItems: true }),
  forms: Type.Optional(ServiceForms),
  needs: Type.Optional(Type.Array(Type.Array(Id, { maxItems: 50, uniqueItems: true }), { maxItems: 20 })),
  answerDays: Type.Optional(Whole),
  urgentAnswerDays: Type.Optional(Whole),
  handlerIds: Type.Optional(Type.Array(Id, { maxItems: 20, uniqueItems: true })),
  offersTimes: Type.Optional(Type.Boolean()),
  offerHours: Type.Optional(Whole),
  caseTypeIds: Type.Optional(Type.Array(Id, { maxItems: 50, uniqueItems: true })),
  needsCaseType: Type.Optional(Type.Boolean()),
});

/** A room or a device. */
export const Thing = strict({ id: Id, kind: oneOf(resourceKinds), name: LocalText, address: ShortText });

export const ResourceFields = strict({
  organisationId: Type.String({ maxLength: 64, pattern: '^[A-Za-z0-9_-]*$' }),
  kind: oneOf(resourceKinds),
  name: LocalText,
  address: ShortText,
});

export const OrganisationFields = strict({
  name: ShortText,
  kind: oneOf(organisationKinds),
  parentId: Type.String({ maxLength: 64, pattern: '^[A-Za-z0-9_-]*$' }),
  phone: ShortText,
  /** G2: under which name its tray is found; none where it is empty. */
  slug: Type.Optional(textOf(60)),
});

/** S13: the languages that somebody works in. */
export const SpokenLanguages = Type.Array(oneOf(spokenLanguages), { maxItems: 30, uniqueItems: true });

export const PersonFields = strict({
  name: ShortText,
  email: ShortText,
  title: ShortText,
  phone: ShortText,
  role: RoleName,
  language: oneOf(staffLanguages),
  organisationId: Type.String({ maxLength: 64, pattern: '^[A-Za-z0-9_-]*$' }),
  languages: Type.Optional(SpokenLanguages),
});

export const PersonRow = strict({
  ...PersonFields.properties,
  id: Id,
  phone: nullable(ShortText),
  organisationName: ShortText,
  active: Type.Boolean(),
  /** A link to choose a password is on its way and not yet used. */
  invited: Type.Boolean(),
  you: Type.Boolean(),
  /** Booked visits to come that they are responsible for, which closing the account would leave without anybody. */
  comingVisits: Type.Integer(),
  /** The first of these begins then. */
  nextVisitAt: nullable(Type.Integer()),
});

export const ManagedServiceRow = strict({
  id: Id,
  name: LocalText,
  providerName: ShortText,
  tier: Type.Integer(),
  lengthMinutes: Type.Integer(),
  modality: oneOf(modalities),
  active: Type.Boolean(),
  practitioners: Type.Integer(),
});

export const appointmentStatuses = ['booked', 'arrived', 'fulfilled', 'cancelled', 'noshow'] as const;
export const seatStatuses = ['invited', 'waiting', 'admitted', 'left', 'removed'] as const;
export const participantKinds = ['host', 'requester', 'colleague', 'guest'] as const;
export type ParticipantKind = (typeof participantKinds)[number];
