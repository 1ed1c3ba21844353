import { Type, type Static } from 'typebox';
import { modalities, triage, urgencies } from '#domain';
import { FormAnswers, FormContent, FormKind } from './form-schemas.ts';
import { At, Id, LocalText, LongText, ShortText, nullable, oneOf, strict } from './schemas.ts';

const Day = Type.String({ maxLength: 10 });
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
};

export const QueueRow = strict({
  ...Common,
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
};

export const SentDetail = strict({
  ...SentRow.properties,
  ...Written,
  youMay: strict({ answer: Type.Boolean(), withdraw: Type.Boolean() }),
});

export const TriageDetail = strict({
  ...QueueRow.properties,
  ...Written,
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
