/** What a message on its way out is about. */
export const outgoingKinds = [
  'invitation',
  'new-link',
  'moved',
  'cancellation',
  'reminder',
  'answer-ready',
  /** B9: somebody can't come. */
  'people',
  'proposal',
  'request',
  'code',
  'account',
  'test',
] as const;
export type OutgoingKind = (typeof outgoingKinds)[number];
