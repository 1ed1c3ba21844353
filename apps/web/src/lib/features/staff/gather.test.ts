import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Gather } from './gather.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', {
    ...{ hidden: false, addEventListener: () => undefined, removeEventListener: () => undefined },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('makes one call of many', () => {
  const call = vi.fn();
  const gather = new Gather(call);
  gather.open();
  gather.tell();
  gather.tell();
  vi.advanceTimersByTime(2000);
  expect(call).toHaveBeenCalledTimes(1);
});

it('reads nothing for a page that has gone, whatever is told to it late', () => {
  const call = vi.fn();
  const gather = new Gather(call);
  gather.open();
  gather.close();
  gather.tell();
  vi.advanceTimersByTime(2000);
  expect(call).not.toHaveBeenCalled();
});
