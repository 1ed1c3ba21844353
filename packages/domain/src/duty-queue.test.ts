import { describe, expect, it } from 'vitest';
import { dutyOrder, type DutyPlace } from './duty-place.ts';
import {
  decideDuty,
  deskGraceMs,
  isDutyDue,
  passesAtMost,
  type DutyCommand,
  type DutyDecision,
  type DutyQueue,
} from './duty-queue.ts';
import { hourMs, minuteMs } from './time.ts';

const now = 1_000_000_000_000;
const limits = { maxWaiting: 4, graceMs: 5 * minuteMs };
const empty: DutyQueue = { places: [], shifts: [] };

/** Runs commands that must all be accepted, each a minute after the one before. */
function run(queue: DutyQueue, ...commands: DutyCommand[]): DutyQueue {
  return commands.reduce((before, command, minute) => {
    const decided = decideDuty(before, command, limits, now + minute * minuteMs);
    if (!decided.ok) throw new Error(`${command.type}: ${decided.error.code}`);
    return decided.value.queue;
  }, queue);
}
const arrive = (placeId: string, urgency: DutyPlace['urgency'] = 'routine'): DutyCommand[] => [
  { type: 'arrive', placeId, urgency },
  { type: 'page-back', placeId },
];
const refusal = (queue: DutyQueue, command: DutyCommand) => {
  const decided = decideDuty(queue, command, limits, now);
  return decided.ok ? 'accepted' : decided.error.code;
};
const order = (queue: DutyQueue) => dutyOrder(queue.places).map(({ id }) => id);
const statusOf = (queue: DutyQueue, id: string) => queue.places.find((place) => place.id === id)?.status;
const open: DutyCommand = { type: 'open', by: 'ann' };

describe('a duty queue', () => {
  it('[I2] takes nobody in while nobody is on duty, or while it is full', () => {
    expect(refusal(empty, { type: 'arrive', placeId: 'a', urgency: 'routine' })).toBe('nobody-on-duty');
    const full = run(empty, open, ...['a', 'b', 'c', 'd'].flatMap((id) => arrive(id)));
    expect(refusal(full, { type: 'arrive', placeId: 'e', urgency: 'urgent' })).toBe('queue-full');
  });
  it('[I4] somebody in greater need goes before who came up to twenty minutes sooner, and before nobody else', () => {
    const at = (id: string, minute: number, urgency: DutyPlace['urgency']): DutyPlace => ({
      ...{ id, urgency, since: now + minute * minuteMs, passed: 0, goneAt: null, status: 'waiting' },
    });
    const places = [at('calm', 0, 'routine'), at('soon', 9, 'soon'), at('late', 21, 'urgent')];
    expect(order({ places, shifts: [] })).toEqual(['soon', 'calm', 'late']);
    expect(order({ places: [...places, at('now', 15, 'urgent')], shifts: [] })[0]).toBe('now');
  });
  it('[I5] nobody is passed by choice more than three times, and a choice needs a reason', () => {
    let queue = run(empty, open, ...arrive('first'));
    for (let n = 0; n < passesAtMost; n++)
      queue = run(
        queue,
        ...arrive(`n${n}`),
        { type: 'choose', by: 'ann', placeId: `n${n}`, reason: 'knows the family' },
        { type: 'finish', by: 'ann', placeId: `n${n}` },
      );
    queue = run(queue, ...arrive('last'));
    expect(refusal(queue, { type: 'choose', by: 'ann', placeId: 'last', reason: 'x' })).toBe(
      'passed-too-often',
    );
    expect(refusal(queue, { type: 'choose', by: 'ann', placeId: 'first', reason: ' ' })).toBe(
      'reason-needed',
    );
    expect(refusal(queue, { type: 'choose', by: 'ann', placeId: 'first', reason: 'x' })).toBe('accepted');
  });
  it('[I6] an abandoned place is passed over, kept for the grace time, and then lapses', () => {
    const queue = run(empty, open, ...arrive('a'), ...arrive('b'), { type: 'page-gone', placeId: 'a' });
    expect(statusOf(run(queue, { type: 'next', by: 'ann' }), 'b')).toBe('taken');
    const goneAt = queue.places.find(({ id }) => id === 'a')!.goneAt!;
    const tick = (at: number) => decideDuty(queue, { type: 'tick' }, limits, at) as { value: DutyDecision };
    expect(statusOf(tick(goneAt + limits.graceMs - 1).value.queue, 'a')).toBe('waiting');
    expect(statusOf(tick(goneAt + limits.graceMs).value.queue, 'a')).toBe('ended');
    expect(isDutyDue(queue, limits, goneAt + limits.graceMs - 1)).toBe(false);
    expect(isDutyDue(queue, limits, goneAt + limits.graceMs)).toBe(true);
  });
  it('[I6] a clock that is set back takes nobody’s place, and begins the grace again', () => {
    const queue = run(empty, open, ...arrive('a'), { type: 'page-gone', placeId: 'a' });
    const back = now - hourMs;
    const ticked = decideDuty(queue, { type: 'tick' }, limits, back) as { value: DutyDecision };
    expect(ticked.value.queue.places[0]).toMatchObject({ status: 'waiting', goneAt: back });
    const later = decideDuty(
      ticked.value.queue,
      { type: 'arrive', placeId: 'b', urgency: 'routine' },
      limits,
      back,
    );
    expect(order((later as { value: DutyDecision }).value.queue)).toEqual(['a', 'b']);
  });
  it('[I7] who is put back stands where they stood', () => {
    const queue = run(empty, open, ...arrive('a'), ...arrive('b'), { type: 'next', by: 'ann' });
    expect(order(run(queue, { type: 'put-back', by: 'ann', placeId: 'a' }))).toEqual(['a', 'b']);
  });
  it('[I8] a number is handed over to a colleague who is on duty and free, and to nobody else', () => {
    const queue = run(empty, open, { type: 'open', by: 'ben' }, ...arrive('a'), { type: 'next', by: 'ann' });
    const over = (to: string): DutyCommand => ({ type: 'hand-over', by: 'ann', placeId: 'a', to });
    expect(run(queue, over('ben')).places[0]).toMatchObject({ status: 'taken', by: 'ben' });
    expect(refusal(queue, over('cat'))).toBe('colleague-busy');
    expect(refusal(run(queue, { type: 'pause', by: 'ben' }), over('ben'))).toBe('colleague-busy');
    expect(refusal(run(queue, ...arrive('b'), { type: 'next', by: 'ben' }), over('ben'))).toBe(
      'colleague-busy',
    );
  });
  it('[I9] a closed laptop ends the duty, and puts back whoever was taken, out of a call that nobody serves too', () => {
    const queue = run(
      empty,
      open,
      ...arrive('a'),
      { type: 'next', by: 'ann' },
      { type: 'desk-gone', by: 'ann' },
    );
    const goneAt = queue.shifts[0]!.goneAt!;
    const after = decideDuty(queue, { type: 'tick' }, limits, goneAt + deskGraceMs) as {
      value: DutyDecision;
    };
    expect(after.value.queue.shifts).toEqual([]);
    expect(statusOf(after.value.queue, 'a')).toBe('waiting');
    const inCall = run(queue, { type: 'begin', placeId: 'a' });
    const still = decideDuty(inCall, { type: 'tick' }, limits, goneAt + deskGraceMs) as {
      value: DutyDecision;
    };
    expect(statusOf(still.value.queue, 'a')).toBe('waiting');
    const closed = run(inCall, { type: 'close', by: 'ann' });
    expect(statusOf(closed, 'a')).toBe('serving');
  });
});
