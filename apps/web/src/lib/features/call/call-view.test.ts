import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WaitingPerson } from '#protocol';
import { CallView } from './call-view.svelte.ts';
import type { Visit } from './visit.svelte.ts';

const person = (participantId: string) => ({ participantId, name: participantId, since: 0 }) as WaitingPerson;

vi.mock('#lib/api.ts', () => ({}));

describe('what a host presses in the call', () => {
  let admitted: string[];
  let view: CallView;

  beforeEach(() => {
    vi.useFakeTimers();
    admitted = [];
    const visit = {
      chat: [],
      waiting: [],
      admit: (participantId: string) => {
        admitted.push(participantId);
        return Promise.resolve({ ok: true, data: {} });
      },
    };
    view = new CallView(visit as unknown as Visit);
  });
  afterEach(() => void vi.useRealTimers());

  it('lets in one person with a double click: by the second, the button is already the next one’s', async () => {
    await view.admit(person('Mari'));
    vi.advanceTimersByTime(300);
    await view.admit(person('Pekka'));
    expect(admitted).toEqual(['Mari']);
  });

  it('lets in the next one a moment later', async () => {
    await view.admit(person('Mari'));
    vi.advanceTimersByTime(1000);
    await view.admit(person('Pekka'));
    expect(admitted).toEqual(['Mari', 'Pekka']);
  });
});
