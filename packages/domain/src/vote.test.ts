import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartClaim } from './claim-set.ts';
import { dayMs, minuteMs } from './time.ts';
import {
  agree,
  endVote,
  isReadyToAgree,
  keptUntil,
  lookAgain,
  missingKeys,
  possibleTimes,
  propose,
  proposalKeptMs,
  proposeMore,
  unansweredBy,
  vote,
  waitsForConvener,
  type Proposal,
  type VoteAnswer,
} from './vote.ts';

const now = 1_000_000_000_000;
const time = (id: string, hours: number) => ({
  id,
  startsAt: now + hours * 60 * minuteMs,
  endsAt: now + (hours + 1) * 60 * minuteMs,
});
const times = [time('a', 24), time('b', 48)];
const voters = [
  { id: 'mother', isKey: true },
  { id: 'teacher', isKey: false },
];
const said = (proposal: Proposal, who: string, answers: Record<string, VoteAnswer>) => {
  const decision = vote(proposal, who, answers, now);
  if (!decision.ok) throw new Error(decision.error.code);
  return decision.value;
};
const moreOf = (proposal: Proposal, more: ReturnType<typeof time>[]) => {
  const decision = proposeMore(proposal, more, now);
  if (!decision.ok) throw new Error(decision.error.code);
  return decision.value;
};
const voted = () => {
  const first = said(propose('x', times, voters), 'mother', { a: 'yes', b: 'if-need-be' }).proposal;
  return said(first, 'teacher', { a: 'no', b: 'yes' }).proposal;
};
const booking = (of: string, id = 'a') => {
  const { startsAt, endsAt } = times.find((each) => each.id === id)!;
  return {
    serviceId: 's',
    by: of,
    startsAt,
    appointmentId: of,
    offered: true,
    parts: [{ id: of, resourceId: 'p', startsAt, endsAt }],
  };
};

describe('a vote on times', () => {
  it('[N15] waits for those who are asked until a time suits every key person, or the agreed one fell through', () => {
    const asked = propose('x', times, voters);
    expect([isReadyToAgree(asked, now), waitsForConvener(asked, false, now)]).toEqual([false, false]);
    expect(waitsForConvener(asked, true, now)).toBe(true);
    const teacher = said(asked, 'teacher', { a: 'yes', b: 'yes' }).proposal;
    expect(waitsForConvener(teacher, false, now)).toBe(false);
    const mother = said(asked, 'mother', { b: 'if-need-be' }).proposal;
    expect([isReadyToAgree(mother, now), waitsForConvener(mother, false, now)]).toEqual([true, true]);
    // Once that time has begun it suits nobody.
    expect(waitsForConvener(mother, false, times[1]!.startsAt)).toBe(false);
    expect(waitsForConvener(voted(), false, now)).toBe(true);
    expect(waitsForConvener(endVote(voted(), 'by-convener', now), true, now)).toBe(false);
    // Without a key person any time would do at once: then everybody's answer is waited for.
    const nobodyKey = voters.map((each) => ({ ...each, isKey: false }));
    expect(waitsForConvener(propose('x', times, nobodyKey), false, now)).toBe(false);
  });
  it('[N7] is over when everybody has answered for everything that is left', () => {
    const proposal = said(propose('x', times, voters), 'teacher', { a: 'no', b: 'yes' }).proposal;
    expect(proposal.status).toBe('proposed');
    expect(said(proposal, 'mother', { a: 'no' }).proposal.status).toBe('proposed');
    expect(said(proposal, 'mother', { a: 'no', b: 'yes' }).proposal.status).toBe('voted');
  });
  it('[N6] leaves out what a key person can’t, and puts what most can first', () => {
    expect(possibleTimes(voted(), now).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(possibleTimes(said(voted(), 'mother', { b: 'no' }).proposal, now).map(({ id }) => id)).toEqual([
      'a',
    ]);
  });
  it('[N8] a key person’s late no reopens it and keeps the others’ votes', () => {
    const agreed = agree(voted(), 'a', booking('visit'), [], now);
    if (!agreed.ok) throw new Error('the time is free');
    expect(agreed.value).toMatchObject({
      proposal: { status: 'agreed', timeId: 'a' },
      booking: { claims: [{ appointmentId: 'visit' }] },
    });
    const after = said(agreed.value.proposal, 'mother', { a: 'no' });
    expect(after.events).toEqual([
      { type: 'agreement-reopened', proposalId: 'x', timeId: 'a', by: 'mother' },
    ]);
    expect(after.proposal).toMatchObject({
      status: 'voted',
      votes: { teacher: { a: 'no', b: 'yes' }, mother: { b: 'if-need-be' } },
    });
    expect(agree(after.proposal, 'b', booking('other', 'b'), [], now).ok).toBe(true);
  });
  it('[N8] another person’s no is noted and changes no agreement', () => {
    const agreed = agree(voted(), 'b', booking('visit', 'b'), [], now);
    if (!agreed.ok) throw new Error('the time is free');
    const after = said(agreed.value.proposal, 'teacher', { b: 'no' });
    expect(after).toMatchObject({
      events: [],
      proposal: { status: 'agreed', votes: { teacher: { b: 'no' } } },
    });
  });
  it('[N9] with no time left it is reopened, and new times need the only new answers', () => {
    const empty = said(voted(), 'mother', { a: 'no', b: 'no' }).proposal;
    expect(empty).toMatchObject({ status: 'reopened', because: 'no-from-key-person' });
    const more = moreOf(empty, [time('c', 72)]);
    expect(more).toMatchObject({ status: 'proposed', votes: empty.votes });
    const all = said(said(more, 'mother', { c: 'yes' }).proposal, 'teacher', { c: 'if-need-be' }).proposal;
    expect(all.status).toBe('voted');
  });
  it('[N10] two proposals for one time both confirmed: the second is refused, and knows that the time is gone', () => {
    const first = agree(voted(), 'a', booking('first'), [], now);
    if (!first.ok) throw new Error('the time is free');
    const claims: PartClaim[] = first.value.booking.claims;
    const second = agree(voted(), 'a', booking('second'), claims, now);
    expect(second).toMatchObject({
      ok: false,
      error: { code: 'time-gone', resourceIds: ['p'], proposal: { status: 'voted', goneIds: ['a'] } },
    });
    if (second.ok || second.error.code !== 'time-gone') return;
    expect(possibleTimes(second.error.proposal, now).map(({ id }) => id)).toEqual(['b']);
  });
  it('[N10] is not settled while a key person has not said yes, nor twice', () => {
    const half = said(propose('x', times, voters), 'teacher', { a: 'yes' }).proposal;
    expect(agree(half, 'a', booking('v'), [], now)).toEqual({
      ok: false,
      error: { code: 'key-person-missing', voterIds: ['mother'] },
    });
    const agreed = agree(voted(), 'a', booking('v'), [], now);
    if (!agreed.ok) throw new Error('the time is free');
    expect(agree(agreed.value.proposal, 'b', booking('w', 'b'), [], now)).toMatchObject({
      error: { code: 'already-agreed' },
    });
  });
  it('[N7] strangers, unknown times and times that have begun are refused', () => {
    expect(vote(voted(), 'uncle', {}, now)).toMatchObject({ error: { code: 'unknown-voter' } });
    expect(vote(voted(), 'mother', { z: 'yes' }, now)).toMatchObject({ error: { code: 'unknown-time' } });
    expect(vote(voted(), 'mother', { a: 'yes' }, times[0]!.startsAt)).toMatchObject({
      error: { code: 'time-begun' },
    });
  });
  it('[N6] a time that is gone or has begun is not possible, and is possible again when it can be booked again', () => {
    const gone = lookAgain(voted(), ['b'], now);
    expect(possibleTimes(gone, now).map(({ id }) => id)).toEqual(['a']);
    expect(vote(gone, 'mother', { b: 'no' }, now)).toMatchObject({ error: { code: 'proposed-time-gone' } });
    expect(lookAgain(voted(), ['a', 'b'], now)).toMatchObject({ status: 'reopened', because: 'all-gone' });
    expect(lookAgain(lookAgain(voted(), ['a', 'b'], now), [], now).status).toBe('voted');
    expect(possibleTimes(voted(), times[0]!.startsAt).map(({ id }) => id)).toEqual(['b']);
  });
  it('[N6] who has not answered for a time that has begun is waited for no more', () => {
    const half = said(propose('x', times, voters), 'mother', { a: 'yes', b: 'yes' }).proposal;
    const more = said(half, 'teacher', { b: 'yes' }).proposal;
    expect(more.status).toBe('proposed');
    expect(unansweredBy(more, now)).toEqual(['teacher']);
    expect(lookAgain(more, [], times[0]!.startsAt).status).toBe('voted');
    expect(unansweredBy(more, times[0]!.startsAt)).toEqual([]);
  });
  it('[N9] when all its times have passed it asks for more, and two weeks later it is over [N11]', () => {
    const passed = lookAgain(voted(), [], times[1]!.startsAt);
    expect(passed).toMatchObject({ status: 'reopened', because: 'all-passed' });
    expect(keptUntil(times)).toBe(times[1]!.endsAt + proposalKeptMs);
    expect(lookAgain(voted(), [], keptUntil(times) - 1).status).toBe('reopened');
    const over = lookAgain(voted(), [], keptUntil(times));
    expect(over).toMatchObject({ status: 'ended', because: 'out-of-date' });
    expect(proposeMore(over, [time('c', 900)], now + 30 * dayMs)).toMatchObject({
      error: { code: 'proposal-ended' },
    });
  });
  it('[N11] nothing of one that has ended changes any more', () => {
    const ended = endVote(voted(), 'by-convener', now);
    expect(vote(ended, 'mother', { a: 'yes' }, now)).toMatchObject({ error: { code: 'proposal-ended' } });
    expect(agree(ended, 'a', booking('v'), [], now)).toMatchObject({ error: { code: 'proposal-ended' } });
    expect(lookAgain(ended, ['a'], now)).toBe(ended);
    expect(endVote(ended, 'visit-cancelled', now + 1)).toBe(ended);
  });
  it('[N8] an answer about another time, after the agreed one has begun, takes nothing off', () => {
    const agreed = agree(voted(), 'a', booking('visit'), [], now);
    if (!agreed.ok) throw new Error('the time is free');
    const after = vote(agreed.value.proposal, 'mother', { b: 'no' }, times[0]!.startsAt + 1);
    expect(after).toMatchObject({ ok: true, value: { events: [], proposal: { status: 'agreed' } } });
  });
  it('[N9] proposes no time twice, no more than twelve, and none once one is agreed', () => {
    const same = moreOf(voted(), [{ ...times[0]!, id: 'again' }]);
    expect(same.times).toHaveLength(2);
    const many = Array.from({ length: 11 }, (_, n) => time(`m${n}`, 100 + n));
    expect(proposeMore(voted(), many, now)).toMatchObject({ error: { code: 'too-many-times' } });
    const agreed = agree(voted(), 'a', booking('visit'), [], now);
    if (!agreed.ok) throw new Error('the time is free');
    expect(proposeMore(agreed.value.proposal, [time('c', 72)], now)).toMatchObject({
      error: { code: 'already-agreed' },
    });
  });
  it('[N10] says which key persons are missing', () => {
    expect(missingKeys(voted(), 'a')).toEqual([]);
    expect(missingKeys(said(voted(), 'mother', { a: 'no' }).proposal, 'a')).toEqual(['mother']);
  });
  it('[N6–N10] no sequence loses a vote of somebody else, or agrees on what a key person refused', () => {
    const step = fc.record({
      who: fc.constantFrom('mother', 'teacher', 'convener'),
      timeId: fc.constantFrom('a', 'b'),
      answer: fc.constantFrom<VoteAnswer>('yes', 'if-need-be', 'no'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let proposal = propose('x', times, voters);
        const last: Record<string, Record<string, VoteAnswer>> = {};
        steps.forEach(({ who, timeId, answer }, index) => {
          if (who === 'convener') {
            const decision = agree(proposal, timeId, booking(`v${index}`, timeId), [], now);
            if (decision.ok) proposal = decision.value.proposal;
          } else {
            (last[who] ??= {})[timeId] = answer;
            proposal = said(proposal, who, { [timeId]: answer }).proposal;
          }
          expect(proposal.votes).toEqual(last);
          if (proposal.status === 'agreed')
            expect(['yes', 'if-need-be']).toContain(last.mother?.[proposal.timeId]);
          if (proposal.status === 'voted') expect(possibleTimes(proposal, now).length).toBeGreaterThan(0);
        });
      }),
    );
  });
});
