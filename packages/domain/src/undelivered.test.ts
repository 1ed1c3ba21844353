import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { undeliveredTo, type GuestLetter } from './undelivered.ts';

const letters = (...said: string[]) =>
  said.map((each) => {
    const [kind, status = 'sent'] = each.split(' ');
    return { kind, status } as GuestLetter;
  });

describe('what a guest has not been told [Z7]', () => {
  it('is an invitation that failed, until another link has gone out', () => {
    expect(undeliveredTo(letters('invitation failed'))).toBe('invitation');
    expect(undeliveredTo(letters('invitation failed', 'new-link waiting'))).toBeNull();
    expect(undeliveredTo(letters('invitation failed', 'new-link'))).toBeNull();
    expect(undeliveredTo(letters('invitation', 'moved failed'))).toBe('invitation');
  });
  it('is still the invitation when only a reminder, which has no link, arrived later', () => {
    expect(undeliveredTo(letters('invitation failed', 'reminder'))).toBe('invitation');
  });
  it('is a reminder that failed, until a later one arrives', () => {
    expect(undeliveredTo(letters('invitation', 'reminder failed'))).toBe('reminder');
    expect(undeliveredTo(letters('invitation', 'reminder failed', 'reminder'))).toBeNull();
    expect(undeliveredTo(letters('invitation', 'reminder failed', 'new-link'))).toBeNull();
  });
  it('is nothing but the cancellation once it has been cancelled', () => {
    expect(undeliveredTo(letters('invitation failed', 'cancellation'))).toBeNull();
    expect(undeliveredTo(letters('invitation', 'cancellation failed'))).toBe('cancellation');
  });
  it('is nothing while nothing failed, and something whenever the newest failed', () => {
    const letter = fc.record({
      kind: fc.constantFrom(...(['invitation', 'new-link', 'moved', 'reminder', 'cancellation'] as const)),
      status: fc.constantFrom(...(['waiting', 'sent', 'failed'] as const)),
    });
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 8 }), (all) => {
        const told = undeliveredTo(all);
        if (all.every(({ status }) => status !== 'failed')) expect(told).toBeNull();
        if (all.at(-1)?.status === 'failed') expect(told).not.toBeNull();
      }),
    );
  });
});
