import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Whereabouts } from '#protocol';
import type { LocalDevices } from './local-devices.svelte.ts';
import type { Realtime } from '#lib/realtime.svelte.ts';
import { Visit } from './visit.svelte.ts';

type Asked = { name: string; data: { isBack?: boolean } };

const where = (state: object) => ({ serverNow: 0, ...state }) as unknown as Whereabouts;
const inCall = where({ state: 'joined', media: null, receives: false, roster: [], chat: [], consumers: [] });

describe('a page in a visit', () => {
  let asked: Asked[];
  let reply: Whereabouts;
  let tell: (whereabouts: Whereabouts) => void;
  let connected: () => void;
  let visit: Visit;

  beforeEach(() => {
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined });
    asked = [];
    reply = inCall;
    const line = {
      status: 'connected',
      request: (name: string, data: object) => {
        asked.push({ name, data });
        return Promise.resolve({ ok: true, data: name === 'visit:enter' ? reply : {} });
      },
      on: (name: string, handle: (data: never) => void) => {
        if (name === 'visit:whereabouts') tell = handle as typeof tell;
      },
      onConnected: (run: () => void) => {
        connected = run;
        run();
      },
      close: () => undefined,
    };
    const devices = {
      settings: { wishes: { mode: 'auto' } },
      interruption: { holds: () => false },
    };
    visit = new Visit({ token: 'a' }, devices as unknown as LocalDevices, line as unknown as Realtime);
  });
  afterEach(() => {
    visit.close();
    vi.unstubAllGlobals();
  });
  const entries = () => asked.filter(({ name }) => name === 'visit:enter').map(({ data }) => data.isBack);
  const settled = () => new Promise((resolve) => setTimeout(resolve));

  it('[Q16] enters again when its line is back, and says that nobody asked for it', async () => {
    await settled();
    connected();
    await settled();
    expect(entries()).toEqual([undefined, true]);
    expect(visit.whereabouts?.state).toBe('joined');
  });

  it.each(['left', 'taken-over'])(
    '[Q16] that is out (%s) stays out when its line is back',
    async (reason) => {
      await settled();
      tell(where({ state: 'closed', reason }));
      connected();
      await settled();
      expect(entries()).toHaveLength(1);
      expect(visit.whereabouts?.state).toBe('closed');
    },
  );

  it('[Q16] that is out comes in when the person wants to, also when the line has to come back first', async () => {
    await settled();
    tell(where({ state: 'closed', reason: 'taken-over' }));
    void visit.enter();
    connected();
    await settled();
    expect(entries()).toEqual([undefined, undefined, undefined]);
    expect(visit.whereabouts?.state).toBe('joined');
  });
});
