/**
 * Every refusal that a person or a client can be given, as a closed list. The sentence for each, in each language, is
 * `error_<code with _>` in the message files.
 */
export const errorCodes = [
  'bad-request',
  'incomplete',
  'not-signed-in',
  'wrong-credentials',
  'too-many-attempts',
  'forbidden',
  'not-found',
  'too-large',
  'internal',
  'origin-refused',
  // scheduling
  'service-gone',
  'slot-in-past',
  'slot-not-offered',
  'slot-taken',
  'held-before',
  'triage-only',
  'too-late',
  'visit-begun',
  'reason-needed',
  'not-booked',
  'override-forbidden',
  'requester-gone',
  'no-new-time',
  // proposed times
  'unknown-voter',
  'unknown-time',
  'time-begun',
  'proposed-time-gone',
  'proposed-time-held',
  'convener-moved',
  'proposal-ended',
  'agreed-meanwhile',
  'already-agreed',
  'proposed-room-gone',
  'room-taken',
  'being-agreed',
  'key-person-missing',
  'too-many-times',
  'asked-lately',
  // case slots
  'unknown-slot',
  'case-slot-taken',
  'case-has-slot',
  'meeting-begun',
  'no-case-slots',
  'slots-in-use',
  // series
  'series-conflicts',
  'series-changed',
  'series-empty',
  'unknown-occurrence',
  'occurrence-over',
  'scope-mismatch',
  'series-maker-moved',
  'too-few-dates',
  'too-early-to-renew',
  // requests and triage
  'request-closed',
  'request-taken',
  'not-taken',
  'no-question',
  'question-changed',
  'same-service',
  'nobody-handles',
  'direct-only',
  'offer-over',
  'has-offer',
  'offered-before',
  'too-late-to-offer',
  'not-waitlisted',
  // services
  'service-changed',
  // hours
  'hours-changed',
  'hours-gone',
  'exception-gone',
  'visits-affected',
  // rooms and devices
  'resource-in-use',
  // case types
  'case-type-changed',
  // forms
  'template-changed',
  'nothing-to-publish',
  'form-changed',
  'form-sent',
  'form-empty',
  'form-closed',
  'form-conflict',
  // appointment and visit
  'appointment-over',
  'visit-moved',
  'too-early-for-no-show',
  'somebody-waits',
  'visit-over',
  'visit-cancelled',
  'removed',
  'not-waiting',
  'not-admitted',
  'person-left',
  'link-invalid',
  // arrivals
  'taken-over-already',
  'not-free',
  'not-in-progress',
  'extension-too-long',
  'end-changed',
  'not-a-no-show',
  'too-late-to-undo',
  // answer
  'answer-signed',
  'answer-incomplete',
  'answer-too-early',
  'answer-changed',
  'draft-changed',
  // duty queue
  'queue-full',
  'nobody-on-duty',
  'nobody-waits',
  'not-on-duty',
  'already-serving',
  'place-gone',
  'passed-too-often',
  'colleague-busy',
  'booked-visit-soon',
  'not-alone',
  'has-number',
  'on-duty-elsewhere',
  'duty-changed',
  // front door
  'guardian-needed',
  'code-wrong',
  'code-used-up',
  'code-expired',
  'too-many-bookings',
  'door-changed',
  // messages
  'letter-returned',
  // sockets
  'unknown-message',
  'bad-message',
  'not-allowed-now',
  'taken-over',
  // media
  'unknown-transport',
  'unknown-producer',
  'unknown-consumer',
  'text-changed',
  'bad-parameters',
  'source-taken',
  'wrong-kind',
  'already-connected',
  'room-closed',
  'peer-closed',
  'media-lost',
  'no-media-server',
  'no-common-codec',
  'probe-busy',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export type ProtocolError = {
  code: ErrorCode;
  /** Problems beside their fields: field name → problem code. */
  fields?: Record<string, string>;
  details?: Record<string, unknown>;
  /** The id under which a bug is in the log. */
  id?: string;
};

export const httpStatus: Partial<Record<ErrorCode, number>> = {
  'bad-request': 400,
  incomplete: 422,
  'not-signed-in': 401,
  'wrong-credentials': 401,
  'link-invalid': 401,
  'too-many-attempts': 429,
  forbidden: 403,
  'origin-refused': 403,
  'not-found': 404,
  'service-gone': 404,
  'too-large': 413,
  internal: 500,
  'answer-incomplete': 422,
  'reason-needed': 422,
  'override-forbidden': 403,
  'not-alone': 422,
  'guardian-needed': 422,
  'code-wrong': 422,
};
/** A refusal that names no status of its own is a conflict with how things are now. */
export const conflictStatus = 409;
