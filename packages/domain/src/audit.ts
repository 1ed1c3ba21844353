/**
 * R6, R8: what an event in the log can be about, and by which topic a reader finds it. What is not listed here can't be
 * written, so every event has a topic.
 */
export const auditEntities = [
  ...(['appointment', 'appointments', 'participant', 'arrivals', 'calendar', 'cases'] as const),
  ...(['request', 'requests', 'triage', 'proposal', 'series'] as const),
  ...(['duty-queue', 'duty-place', 'duty-call-back'] as const),
  ...(['schedule', 'exception'] as const),
  ...(['user', 'organisation'] as const),
  ...(['service', 'front-door', 'form', 'case-type', 'resource', 'letter-text', 'outbox-message'] as const),
  ...(['statistics', 'under-eighteens'] as const),
] as const;
export type AuditEntity = (typeof auditEntities)[number];

export const auditTopics = [
  ...(['looking', 'signing-in', 'visits', 'in-visit', 'requests', 'proposals', 'series'] as const),
  ...(['duty', 'hours', 'people', 'settings', 'statistics'] as const),
] as const;
export type AuditTopic = (typeof auditTopics)[number];

/** Whatever they are done to. */
const byAction: Readonly<Record<string, AuditTopic>> = {
  read: 'looking',
  list: 'looking',
  'see-phones': 'looking',
  'sign-in': 'signing-in',
  'sign-in-failed': 'signing-in',
  'sign-out': 'signing-in',
  'set-password': 'signing-in',
  'visit:enter': 'in-visit',
  'visit:arrive': 'in-visit',
  'visit:admit': 'in-visit',
  'visit:put-back': 'in-visit',
  'visit:remove': 'in-visit',
  'visit:leave': 'in-visit',
  'visit:end': 'in-visit',
  restore: 'settings',
};

const byEntity: Readonly<Record<AuditEntity, AuditTopic>> = {
  appointment: 'visits',
  appointments: 'visits',
  participant: 'visits',
  arrivals: 'visits',
  calendar: 'visits',
  cases: 'visits',
  request: 'requests',
  requests: 'requests',
  triage: 'requests',
  proposal: 'proposals',
  series: 'series',
  'duty-queue': 'duty',
  'duty-place': 'duty',
  'duty-call-back': 'duty',
  schedule: 'hours',
  exception: 'hours',
  user: 'people',
  organisation: 'people',
  service: 'settings',
  'front-door': 'settings',
  form: 'settings',
  'case-type': 'settings',
  resource: 'settings',
  'letter-text': 'settings',
  'outbox-message': 'settings',
  statistics: 'statistics',
  'under-eighteens': 'statistics',
};

/** R8: every event has one topic: that of its action where it has one, else that of what it is about. */
export const auditTopicOf = (event: { action: string; entity: AuditEntity }): AuditTopic =>
  Object.hasOwn(byAction, event.action) ? byAction[event.action]! : byEntity[event.entity];

/**
 * R8: the same for a query: an event is of the topic whose action is one of `actions`, or whose entity is one of `entities`
 * and whose action is none of `otherActions`.
 */
export function eventsOfTopic(topic: AuditTopic): {
  actions: string[];
  entities: AuditEntity[];
  otherActions: string[];
} {
  const named = Object.keys(byAction);
  return {
    actions: named.filter((action) => byAction[action] === topic),
    entities: auditEntities.filter((entity) => byEntity[entity] === topic),
    otherActions: named.filter((action) => byAction[action] !== topic),
  };
}
