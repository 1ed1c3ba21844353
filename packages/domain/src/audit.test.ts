import { describe, expect, it } from 'vitest';
import { auditEntities, auditTopicOf, auditTopics, eventsOfTopic } from './audit.ts';

describe('topics of the log', () => {
  it('[R8] who looked at a visit is found by looking, not among the changes of visits', () => {
    expect(auditTopicOf({ action: 'read', entity: 'appointment' })).toBe('looking');
    expect(auditTopicOf({ action: 'cancel', entity: 'appointment' })).toBe('visits');
    expect(auditTopicOf({ action: 'visit:admit', entity: 'appointment' })).toBe('in-visit');
  });

  it('[R8] a sign-in is no change of a person', () => {
    expect(auditTopicOf({ action: 'sign-in-failed', entity: 'user' })).toBe('signing-in');
    expect(auditTopicOf({ action: 'invite', entity: 'user' })).toBe('people');
  });

  it('[R8] an action named as something every object has is none of ours', () => {
    expect(auditTopicOf({ action: 'constructor', entity: 'form' })).toBe('settings');
  });

  it('[R8] what a query finds by a topic is what has that topic: every event exactly once', () => {
    const actions = [
      ...new Set(auditTopics.flatMap((topic) => eventsOfTopic(topic).actions)),
      'change',
      'book',
    ];
    for (const entity of auditEntities)
      for (const action of actions) {
        const found = auditTopics.filter((topic) => {
          const { actions: own, entities, otherActions } = eventsOfTopic(topic);
          return own.includes(action) || (entities.includes(entity) && !otherActions.includes(action));
        });
        expect(found, `${action} ${entity}`).toEqual([auditTopicOf({ action, entity })]);
      }
  });

  it('[R8] no topic is without events', () => {
    for (const topic of auditTopics) {
      const { actions, entities } = eventsOfTopic(topic);
      expect(actions.length + entities.length, topic).toBeGreaterThan(0);
    }
  });
});
