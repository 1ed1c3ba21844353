import { describe, expect, it } from 'vitest';
import { ageGroupsOfChild, quotaState, routeOf, type RequestedService } from './service-rules.ts';
import { instantOf } from './time.ts';

const service = (more: Partial<RequestedService>): RequestedService => ({
  route: 'direct',
  requesterIds: ['o'],
  ageGroups: ['0-6', '7-15'],
  anonymousOnly: false,
  ...more,
});
const ask = (more: Partial<RequestedService>, question: object = {}) =>
  routeOf(
    service(more),
    { organisationId: 'o', wish: 'direct', birthYear: 2016, hasClientData: true, ...question },
    2026,
  );

describe('how a request goes on', () => {
  it('[K1] directly, by triage, or as wished where the service leaves the choice', () => {
    expect(ask({})).toEqual({ ok: true, value: 'direct' });
    expect(ask({ route: 'triage' })).toEqual({ ok: false, error: { code: 'triage-first' } });
    expect(ask({ route: 'triage' }, { wish: 'triage' })).toEqual({ ok: true, value: 'triage' });
    expect(ask({ route: 'either' }, { wish: 'triage' })).toEqual({ ok: true, value: 'triage' });
    expect(ask({ route: 'either' })).toEqual({ ok: true, value: 'direct' });
  });
  it('[K2] other organisations than those named are told so', () => {
    expect(ask({ requesterIds: ['x'] })).toMatchObject({ error: { code: 'not-for-your-organisation' } });
    expect(ask({ requesterIds: ['x', 'o'] }).ok).toBe(true);
  });
  it('[K3] a child is not turned away for a birthday later in the year', () => {
    expect(ageGroupsOfChild(2019, 2026)).toEqual(['0-6', '7-15']);
    expect(ageGroupsOfChild(2010, 2026)).toEqual(['7-15', '16+']);
    expect(ageGroupsOfChild(2026, 2026)).toEqual(['0-6']);
    expect(ask({}, { birthYear: 2010 }).ok).toBe(true);
    expect(ask({}, { birthYear: 2009 })).toMatchObject({ error: { code: 'age-outside' } });
  });
  it('[K5] client data is refused where the service is for anonymous requests', () => {
    expect(ask({ anonymousOnly: true })).toMatchObject({ error: { code: 'anonymous-only' } });
    expect(ask({ anonymousOnly: true }, { hasClientData: false, birthYear: null }).ok).toBe(true);
  });
});

describe('a quota', () => {
  const visit = (date: string, time = '10:00', isCancelled = false) => ({
    startsAt: instantOf(date, time),
    isCancelled,
  });
  it('[K6] counts the month on the Finnish calendar, warns at the last visit and beyond, and never refuses', () => {
    const visits = [
      visit('2026-11-30', '23:30'),
      visit('2026-12-01', '00:15'),
      visit('2026-11-02', '10:00', true),
    ];
    expect(quotaState(2, visits, instantOf('2026-11-10', '10:00'))).toEqual({
      month: '2026-11',
      used: 2,
      limit: 2,
      level: 'last',
    });
    expect(quotaState(1, visits, instantOf('2026-12-10', '10:00'))).toMatchObject({ used: 2, level: 'over' });
    expect(quotaState(3, visits, instantOf('2026-12-10', '10:00'))).toMatchObject({ level: 'within' });
    expect(quotaState(null, visits, 0)).toBeNull();
  });
});
