export const roles = ['staff', 'coordinator', 'specialist', 'admin'] as const;
export type Role = (typeof roles)[number];

/**
 * R1: what each role may do at all. Whose data it may be done to is decided per thing, by organisation and
 * participation; a permission alone never opens a case.
 */
const grants = {
  'session:own': ['staff', 'coordinator', 'specialist', 'admin'],
  'service:read': ['staff', 'coordinator', 'specialist', 'admin'],
  'slot:hold': ['staff', 'coordinator'],
  /** H14: a time that is not offered, or that somebody holds; with a reason, and logged. */
  'slot:override': ['coordinator'],
  'request:write': ['staff', 'coordinator'],
  /** Y1: of which services is decided per thing: those that one is named for. */
  'triage:handle': ['staff', 'coordinator', 'specialist'],
  'case:read': ['staff', 'coordinator'],
  'directory:read': ['staff', 'coordinator', 'specialist'],
  'appointment:book': ['staff', 'coordinator'],
  /** B7: in the name of a colleague of the own organisation. */
  'appointment:book-for': ['staff', 'coordinator'],
  /** N13: votes of the own organisation that a colleague convened; one's own need no permission of their own. */
  'proposal:steer': ['coordinator'],
  'appointment:read': ['staff', 'coordinator', 'specialist'],
  'appointment:cancel': ['staff', 'coordinator', 'specialist'],
  /** B9: the own seat of a colleague. */
  'appointment:decline': ['staff', 'coordinator', 'specialist'],
  /** B9: in which visits is decided per visit (R5). */
  'colleague:invite': ['staff', 'coordinator', 'specialist'],
  'appointment:no-show': ['specialist', 'coordinator'],
  /** Q9: of which services is decided per service: those that one offers, or that one's own organisation provides. */
  'arrivals:read': ['specialist', 'coordinator'],
  /** T10: in which meetings, and for whose cases, is decided per thing. */
  'case-slot:assign': ['staff', 'coordinator'],
  /** M16: in which visits is decided per visit (R5). */
  'participant:keep-apart': ['staff', 'coordinator', 'specialist'],
  /** M18: in which visits is decided per visit (R5). */
  'participant:interpreter': ['staff', 'coordinator', 'specialist'],
  'link:renew': ['staff', 'coordinator', 'specialist'],
  'my-day:read': ['staff', 'coordinator', 'specialist'],
  'calendar:read': ['staff', 'coordinator', 'specialist'],
  /** X3: the own calendar elsewhere, nobody else's. */
  'external-calendar:manage': ['staff', 'coordinator', 'specialist'],
  /** X11: where the own calendar elsewhere reads the own visits. */
  'calendar-feed:manage': ['staff', 'coordinator', 'specialist'],
  /** Z6: the own browsers. */
  'push:manage': ['staff', 'coordinator', 'specialist'],
  'answer:write': ['specialist'],
  /** W2: whose hours is decided per person: the own, or those of R7's organisations with 'hours:manage'. */
  'hours:keep': ['specialist', 'coordinator', 'admin'],
  'hours:manage': ['coordinator', 'admin'],
  /** I1: in which queues is decided per person. */
  'duty:keep': ['staff', 'coordinator', 'specialist'],
  /** I11: at a service that the own organisation may request. */
  'number:take': ['staff', 'coordinator'],
  'service:manage': ['admin'],
  'form:manage': ['admin'],
  /** CT1: of the own organisation and those below it (R7). */
  'case-type:manage': ['admin'],
  'organisation:manage': ['admin'],
  'resource:manage': ['admin'],
  /** Z1: what the own organisation says to families. */
  'letter-text:manage': ['admin'],
  'people:manage': ['admin'],
  'audit:read': ['admin'],
  'outbox:manage': ['admin'],
  /** ST15: of the own organisation and those below it. */
  'statistics:read': ['coordinator', 'admin'],
  /** ST12: how many under-18s live where. */
  'statistics:figures': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof grants;
export const permissions = Object.keys(grants) as Permission[];

export function isGranted(role: Role, permission: Permission): boolean {
  return (grants[permission] as readonly Role[]).includes(role);
}
