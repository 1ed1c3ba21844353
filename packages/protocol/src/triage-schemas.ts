import { Type, type Static } from 'typebox';
import { modalities, triage, urgencies, waitlist } from '#domain';
import { CaseTypeName } from './case-type-schemas.ts';
import { FormAnswers, FormContent, FormKind } from './form-schemas.ts';
import {
  At,
  Id,
  Language,
  LocalText,
  LongText,
  ShortText,
  nullable,
  oneOf,
  strict,
  textOf,
} from './schemas.ts';

const Day = textOf(10);
export const queueViews = ['to-handle', 'asked', 'waitlist', 'settled'] as const;

/** Y9. */
export const Wishes = strict({
  time: oneOf(triage.wishTimes),
  practitionerId: nullable(Id),
  from: nullable(Day),
  to: nullable(Day),
});
export const DeclineReason = oneOf(triage.declineReasons);

/** K6: how much of its quota an organisation uses in a month, with one more visit. */
export const Quota = strict({
  month: ShortText,
  used: Type.Integer(),
  limit: Type.Integer(),
  level: oneOf(['within', 'last', 'over']),
});

const Score = strict({ points: Type.Integer(), most: Type.Integer() });
const Taker = strict({ id: Id, name: ShortText, until: At });

/** What every list and page says of a request without a time. */
const Common = {
  id: Id,
  serviceId: Id,
  serviceName: LocalText,
  status: oneOf(triage.statuses),
  statusAt: At,
  submittedAt: At,
  promisedAt: At,
  urgency: oneOf(urgencies),
  /** Initials and birth year, or null when anonymous. */
  subject: nullable(ShortText),
  requesterName: ShortText,
  requesterOrganisation: ShortText,
  caseType: nullable(CaseTypeName),
};

/** Y16: a time that is offered, or was. */
export const Offer = strict({
  id: Id,
  startsAt: At,
  endsAt: At,
  practitionerName: ShortText,
  until: At,
  madeAt: At,
  /** Null when it made itself. */
  madeBy: nullable(ShortText),
  status: oneOf(waitlist.offerStatuses),
  statusAt: At,
  /** Who answered in the app or took it back; null for the link and for what time alone brings about. */
  endedBy: nullable(ShortText),
});

export const QueueRow = strict({
  ...Common,
  /** The time that is offered to it now (Y17). */
  offer: nullable(Offer),
  /** Y20: passed over when times are offered by themselves. */
  isPaused: Type.Boolean(),
  score: nullable(Score),
  taker: nullable(Taker),
  /** Y8: who was told that it is late; null while nobody was. */
  escalatedTo: nullable(ShortText),
  /** Y13: how many other requests there are that are likely to be about the same child. */
  sameChild: Type.Integer(),
  quota: nullable(Quota),
});

/** The requester's own, in one line. */
export const SentRow = strict({
  ...Common,
  /** Somebody works on it now. */
  isTaken: Type.Boolean(),
  /** Who is asked to answer now, when the promise was not kept. */
  escalatedTo: nullable(ShortText),
  declineReason: nullable(DeclineReason),
  appointmentId: nullable(Id),
  startsAt: nullable(At),
  /** The time that is offered now, and waits for an answer (Y18). */
  offer: nullable(Offer),
});

export const TriageStep = strict({
  id: Id,
  at: At,
  kind: ShortText,
  /** Null for what time alone brings about. */
  actorName: nullable(ShortText),
  toServiceName: nullable(LocalText),
  toUserName: nullable(ShortText),
  text: LongText,
});

const Written = {
  question: LongText,
  background: LongText,
  consentNoted: Type.Boolean(),
  wishes: nullable(Wishes),
  wishedPractitioner: nullable(ShortText),
  declineNote: LongText,
  people: Type.Array(ShortText),
  forms: Type.Array(
    strict({ kind: FormKind, number: Type.Integer(), content: FormContent, answers: FormAnswers }),
  ),
  steps: Type.Array(TriageStep),
  /** Whether a part is not shown to the reader's organisation (CT7). */
  isRestricted: Type.Boolean(),
};

export const SentDetail = strict({
  ...SentRow.properties,
  ...Written,
  youMay: strict({ answer: Type.Boolean(), withdraw: Type.Boolean() }),
});

export const TriageDetail = strict({
  ...QueueRow.properties,
  ...Written,
  /** All that was offered, the latest first. */
  offers: Type.Array(Offer),
  /** Whether its service offers times by themselves (Y15). */
  offersTimes: Type.Boolean(),
  modality: oneOf(modalities),
  lengthMinutes: Type.Integer(),
  requesterId: Id,
  requesterPhone: nullable(ShortText),
  appointmentId: nullable(Id),
  declineReason: nullable(DeclineReason),
  duplicates: Type.Array(
    strict({
      id: Id,
      status: oneOf(triage.statuses),
      serviceName: LocalText,
      submittedAt: At,
      requesterName: ShortText,
      requesterOrganisation: ShortText,
      /** Whether it is in a queue of one's own. */
      isYours: Type.Boolean(),
    }),
  ),
  practitioners: Type.Array(strict({ id: Id, name: ShortText, title: ShortText })),
  /** Y7: where it can be sent on. */
  redirectTo: Type.Array(strict({ id: Id, name: LocalText, providerName: ShortText })),
  /** Who handles this service's requests, in order. */
  handlers: Type.Array(ShortText),
});
export type TriageDetail = Static<typeof TriageDetail>;

/** What the link of an offer opens to (Y18): what, when, with whom and until when; neither whom it is about nor what was written. */
export const PublicOffer = strict({
  state: oneOf(waitlist.offerStatuses),
  yourName: ShortText,
  language: Language,
  serviceName: LocalText,
  organisationName: ShortText,
  phone: nullable(ShortText),
  practitionerName: ShortText,
  practitionerTitle: ShortText,
  startsAt: At,
  endsAt: At,
  modality: oneOf(modalities),
  address: ShortText,
  until: At,
  requestId: Id,
  /** Whether the request still stands on the waitlist. */
  isWaiting: Type.Boolean(),
  serverNow: At,
});
