import { Type } from 'typebox';
import { endReasons, maxGuests, maxProposedTimes, reopenReasons, resourceKinds, voteAnswers } from '#domain';
import { GuestRole } from './form-schemas.ts';
import {
  At,
  Id,
  Language,
  LocalText,
  ShortText,
  appointmentStatuses,
  nullable,
  oneOf,
  strict,
} from './schemas.ts';

export const VoteAnswerName = oneOf(voteAnswers);
const ballotStates = ['open', 'agreed', 'ended'] as const;
const Answers = Type.Array(strict({ timeId: Id, answer: VoteAnswerName }), { maxItems: 50 });
export const ProposedStarts = Type.Array(At, { minItems: 1, maxItems: maxProposedTimes });
const ReasonName = nullable(oneOf([...reopenReasons, ...endReasons]));
const StatusName = oneOf(['proposed', 'voted', 'agreed', 'reopened', 'ended']);

/** D6: rooms and devices that are taken with a time. */
export const NamedResources = Type.Array(Id, { maxItems: 5 });

/** N6: somebody without an account who is asked; `isKey`: without whom there is no meeting (N8). */
export const VoterFields = strict({
  name: ShortText,
  channel: oneOf(['email', 'sms']),
  address: ShortText,
  language: Language,
  role: GuestRole,
  isKey: Type.Boolean(),
});

/** One more than can be, so that it is told in words. */
export const Proposing = strict({
  /** Made by the page, so that what is sent again because its answer was lost asks nobody twice. */
  id: Type.Optional(Id),
  practitionerId: Id,
  requiredIds: Type.Array(Id, { maxItems: 20 }),
  optionalIds: Type.Array(Id, { maxItems: 20 }),
  startsAts: ProposedStarts,
  voters: Type.Array(VoterFields, { maxItems: maxGuests + 1 }),
  resourceIds: Type.Optional(NamedResources),
});

export const ProposalSummary = strict({
  id: Id,
  serviceName: LocalText,
  practitionerName: ShortText,
  convenerName: ShortText,
  status: StatusName,
  because: ReasonName,
  /** N8: the agreed time that is off again, while another is looked for. */
  fellThrough: nullable(strict({ startsAt: At })),
  /** N15: a time suits every key person; and whether the convener has something to do. */
  isReady: Type.Boolean(),
  waitsForConvener: Type.Boolean(),
  createdAt: At,
  times: Type.Integer(),
  /** The first of the times that is still to come and no key person said no to; of an agreed one, when the visit begins. */
  firstAt: nullable(At),
  voters: Type.Array(ShortText),
  /** How many have answered for everything that is left. */
  answered: Type.Integer(),
});

/** `ready`: every key person can, so it can be settled (N10). */
const ProposalTime = strict({
  id: Id,
  startsAt: At,
  endsAt: At,
  state: oneOf(['possible', 'refused', 'gone', 'begun']),
  ready: Type.Boolean(),
  /** N14: gone only because a room or a device is; and what of the same kind is free then. */
  lacksThing: Type.Boolean(),
  freeInstead: Type.Array(LocalText),
  /** N10: until when somebody else, never who, holds what it needs; it may be free again then. */
  heldUntil: nullable(At),
  /** N13: who is about to agree this time just now, another than the viewer. */
  agreeingName: nullable(ShortText),
});

export const ProposalDetail = strict({
  id: Id,
  serviceId: Id,
  serviceName: LocalText,
  practitionerId: Id,
  practitionerName: ShortText,
  convener: strict({ id: Id, name: ShortText, isYou: Type.Boolean() }),
  /** Who has an account and takes part, besides the practitioner and the convener; N16: `isGone` can be asked no more. */
  people: Type.Array(strict({ id: Id, name: ShortText, required: Type.Boolean(), isGone: Type.Boolean() })),
  /** N14: what was named; `canBeTaken`: not out of use. */
  things: Type.Array(
    strict({
      id: Id,
      kind: oneOf(resourceKinds),
      name: LocalText,
      address: ShortText,
      canBeTaken: Type.Boolean(),
    }),
  ),
  status: StatusName,
  because: ReasonName,
  /** N13, N16: why none of its times can be agreed, by nobody. */
  standsStill: nullable(oneOf(['convener-moved', 'service-closed', 'practitioner-gone'])),
  isReady: Type.Boolean(),
  createdAt: At,
  keptUntil: At,
  times: Type.Array(ProposalTime),
  voters: Type.Array(
    strict({
      id: Id,
      name: ShortText,
      isKey: Type.Boolean(),
      channel: oneOf(['email', 'sms']),
      address: ShortText,
      answers: Answers,
      askedAt: At,
      /** Has left something open; and can be reminded of it from when on (N12). */
      isAwaited: Type.Boolean(),
      remindableFrom: At,
    }),
  ),
  visit: nullable(strict({ id: Id, startsAt: At, endsAt: At, status: oneOf(appointmentStatuses) })),
  /** N8: the time that was agreed last and is off again, and who said that they can't come; null once another is agreed. */
  fellThrough: nullable(
    strict({ timeId: Id, startsAt: At, endsAt: At, at: At, byName: nullable(ShortText) }),
  ),
  youMay: strict({ remind: Type.Boolean(), more: Type.Boolean(), end: Type.Boolean() }),
  /** N13: who did what, the latest first. */
  history: Type.Array(
    strict({
      what: oneOf(['propose', 'propose-more', 'remind', 'agree', 'end', 'change-resources']),
      at: At,
      by: ShortText,
    }),
  ),
  serverNow: At,
});

/**
 * What the link of somebody who is asked opens to: who asks, the times and one's own answers. Neither who else is asked nor
 * what they answered, nor what the meeting is about.
 */
export const Ballot = strict({
  voterId: Id,
  yourName: ShortText,
  language: Language,
  convenerName: ShortText,
  organisationName: ShortText,
  phone: nullable(ShortText),
  state: oneOf(ballotStates),
  because: ReasonName,
  isKey: Type.Boolean(),
  times: Type.Array(
    strict({
      id: Id,
      startsAt: At,
      endsAt: At,
      state: oneOf(['open', 'gone', 'begun']),
      answer: nullable(VoteAnswerName),
    }),
  ),
  /** The agreed meeting as it is now; `timeId` is null when it has been moved since, and then its own link tells of it. */
  agreed: nullable(strict({ timeId: nullable(Id), startsAt: At, endsAt: At })),
  /** N8: what was agreed last and is off again, while another time is looked for. */
  fellThrough: nullable(strict({ startsAt: At, endsAt: At })),
  serverNow: At,
});

/** `seen`: what the page showed of the question when it was answered (N8). */
export const BallotAnswers = strict({ answers: Answers, seen: Type.Optional(oneOf(ballotStates)) });
