// Longer than others: one page with one fake line, and each way that it comes in, goes and comes back is a few lines more.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Whereabouts } from '#protocol';
import type { LocalDevices } from './local-devices.svelte.ts';
import type { Realtime } from '#lib/realtime.svelte.ts';
import { Visit } from './visit.svelte.ts';

type Language = { hears: string | null; speaksTo: string | null };
type Asked = {
  name: string;
  data: { isBack?: boolean; wentInAt?: number; isHeard?: boolean; handUpSince?: number; language?: Language };
};

const where = (state: object) => ({ serverNow: 0, ...state }) as unknown as Whereabouts;
const language = { hears: null, speaksTo: null };
const lists = { roster: [], chat: [], consumers: [] };
const facts = { appointmentId: 'a-visit', media: null, receives: false, language, ...lists };
const inCall = where({ state: 'joined', ...facts });

describe('a page in a visit', () => {
  let asked: Asked[];
  let reply: Whereabouts;
  let tell: (whereabouts: Whereabouts) => void;
  let connected: () => void;
  /** The server has closed the line for good. */
  let closed: () => void;
  /** What the server answers before anything else; undefined for what it does not answer. */
  let answers: (Promise<object> | undefined)[];
  let rested: number;
  /** Whether what was asked last may be asked again. */
  let isWanted: () => boolean;
  let visit: Visit;

  beforeEach(() => {
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined });
    [asked, answers, rested] = [[], [], 0];
    const own = asked; // A visit that is over may still try once.
    reply = inCall;
    const line = {
      status: 'connected',
      request: (name: string, data: object, patience?: { isWanted?: () => boolean }) => {
        own.push({ name, data });
        isWanted = patience?.isWanted ?? (() => false);
        if (answers.length > 0) return answers.shift() ?? new Promise(() => undefined);
        return Promise.resolve({ ok: true, data: name === 'visit:enter' ? reply : {} });
      },
      on: (name: string, handle: (data: never) => void) => {
        if (name === 'visit:whereabouts') tell = handle as typeof tell;
      },
      onConnected: (run: () => void) => {
        connected = run;
        run();
      },
      onClosed: (run: () => void) => (closed = run),
      close: () => undefined,
      renew: () => undefined,
    };
    const devices = {
      rest: () => (rested += 1),
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

  it('[Q16] says when the person went in here, also after it was back once: a server that was restarted does not know', async () => {
    reply = { ...inCall, serverNow: 1000 };
    connected();
    await settled();
    const wentIn = asked.length;
    await visit.enter();
    reply = { ...inCall, serverNow: 2000 };
    connected();
    await settled();
    connected();
    await settled();
    const said = asked.slice(wentIn).filter(({ name }) => name === 'visit:enter');
    expect(said.map(({ data }) => data.wentInAt)).toEqual([undefined, 1000, 1000]);
  });

  it('[M11] says whether it was heard until then: a server that was restarted does not know', async () => {
    await settled();
    Object.assign(visit.devices, { microphoneOn: true });
    connected();
    await visit.setMuted(true);
    connected();
    await settled();
    tell(where({ state: 'waiting' }));
    await visit.setMuted(false);
    connected();
    const heard = asked.filter(({ name }) => name === 'visit:enter').map(({ data }) => data.isHeard);
    expect(heard).toEqual([undefined, true, false, false]);
  });

  it('[Q16] says since when its hand is up: a server that was restarted does not know', async () => {
    const since = (handUpSince: number | null) =>
      where({
        state: 'joined',
        ...facts,
        participantId: 'me',
        roster: [{ participantId: 'me', handUpSince }],
      });
    reply = since(5);
    connected();
    await settled();
    connected();
    reply = since(null);
    connected();
    await settled();
    connected();
    reply = since(6);
    await visit.enter();
    await settled();
    tell(where({ state: 'waiting', participantId: 'me' }));
    connected();
    const said = asked.filter(({ name }) => name === 'visit:enter').map(({ data }) => data.handUpSince);
    expect(said).toEqual([undefined, undefined, 5, 5, undefined, undefined, undefined]);
  });

  it('asks to come in again while no answer comes, and not once it has left or is out: that would be another knock', async () => {
    await settled();
    const entering = () => {
      answers = [undefined];
      void visit.enter();
      return isWanted;
    };
    const first = entering();
    expect(first()).toBe(true);
    const second = entering();
    expect([first(), second()]).toEqual([false, true]);
    tell(where({ state: 'closed', reason: 'taken-over' }));
    expect(second()).toBe(false);
    const third = entering();
    void visit.leave();
    expect(third()).toBe(false);
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

  const refused = (code: string) => Promise.resolve({ ok: false, error: { code } });
  const stops = () => vi.spyOn(visit.media, 'stop');

  it('lets go of camera, microphone and media when the server has closed its line for good', async () => {
    await settled();
    const stopped = stops();
    closed();
    expect([stopped.mock.calls.length, rested]).toEqual([1, 1]);
  });

  it('lets go of them when the server would not have it back', async () => {
    await settled();
    const stopped = stops();
    answers = [refused('link-invalid')];
    connected();
    await settled();
    expect([visit.refusal?.code, stopped.mock.calls.length, rested]).toEqual(['link-invalid', 1, 1]);
  });

  it('comes in by itself after it was told that it had come too often, and keeps what is on until then', async () => {
    await settled();
    tell(where({ state: 'closed', reason: 'left' }));
    visit.whereabouts = undefined;
    const before = rested;
    answers = [refused('too-many-attempts')];
    await visit.enter();
    expect([visit.refusal?.code, rested]).toEqual(['too-many-attempts', before]);
    await vi.waitFor(() => expect(visit.whereabouts?.state).toBe('joined'), { timeout: 10_000 });
    expect(visit.refusal).toBeUndefined();
  });

  it('keeps them while an answer is only slow', async () => {
    await settled();
    answers = [refused('timeout')];
    connected();
    await settled();
    expect([visit.refusal, rested]).toEqual([undefined, 0]);
  });

  it.each(['internal', 'too-many-attempts'])(
    'keeps them when the server fails it for the moment (%s), and comes back when asked again',
    async (code) => {
      await settled();
      answers = [refused(code)];
      connected();
      await settled();
      expect([visit.refusal, rested, visit.whereabouts?.state]).toEqual([undefined, 0, 'joined']);
      await vi.waitFor(() => expect(entries()).toEqual([undefined, true, true]), { timeout: 10_000 });
    },
  );

  it('looks again at what it is sent when it is back at the second try only: the server takes that for no return', async () => {
    await settled();
    vi.spyOn(visit.media, 'isOn').mockReturnValue(true);
    const resumed = vi.spyOn(visit.media, 'resumed').mockReturnValue(undefined);
    reply = { ...inCall, media: { send: { id: 'a' } } } as unknown as Whereabouts;
    answers = [refused('internal')];
    connected();
    await settled();
    expect(resumed).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(resumed).toHaveBeenCalledOnce(), { timeout: 10_000 });
  });

  it('asks once at a time to come back, however often its line was lost while the server failed it', async () => {
    await settled();
    answers = [refused('internal'), refused('internal'), refused('internal')];
    for (let times = 0; times < 3; times++) {
      connected();
      await settled();
    }
    await vi.waitFor(() => expect(entries()).toHaveLength(5), { timeout: 10_000 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(entries()).toHaveLength(5);
  });

  it('is where the server says, also when it had given up waiting for that', async () => {
    await settled();
    visit.refusal = { code: 'timeout' };
    tell(inCall);
    await settled();
    expect([visit.refusal, visit.whereabouts?.state]).toEqual([undefined, 'joined']);
  });

  it('[Q13] says again what it has switched on when the server failed it for the moment', async () => {
    await settled();
    answers = [refused('internal')];
    tell(where({ state: 'waiting' }));
    const told = () => asked.filter(({ name }) => name === 'waiting-room:devices');
    await vi.waitFor(() => expect(told()).toHaveLength(2), { timeout: 10_000 });
    answers = [refused('network')];
    Object.assign(visit.devices, { cameraOn: true });
    visit.refreshDevices();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(told()).toHaveLength(3);
  });

  it('that is left lets go of everything at once, and says that it is out although no answer comes', async () => {
    await settled();
    const stopped = stops();
    const told = new Promise<object>((resolve) =>
      setTimeout(resolve, 20, { ok: false, error: { code: 'timeout' } }),
    );
    answers = [told];
    expect(visit.isLeaving).toBe(false);
    const leaving = visit.leave();
    expect([stopped.mock.calls.length, rested, visit.isLeaving]).toEqual([1, 1, true]);
    await leaving;
    expect(visit.whereabouts).toMatchObject({ state: 'closed', reason: 'left' });
  });

  it('that is left lets go also of what was turned on while the server did not answer', async () => {
    await settled();
    let answer!: (reply: object) => void;
    answers = [new Promise((resolve) => (answer = resolve))];
    const leaving = visit.leave();
    Object.assign(visit.devices, { start: () => Promise.resolve(true) });
    await visit.setCamera(true);
    const before = rested;
    answer({ ok: false, error: { code: 'timeout' } });
    await leaving;
    expect(rested).toBe(before + 1);
  });

  it('that is left does not begin again with an answer that was still on its way', async () => {
    await settled();
    let answer!: (reply: object) => void;
    answers = [new Promise((resolve) => (answer = resolve)), undefined];
    connected();
    void visit.leave();
    const started = vi.spyOn(visit.media, 'start').mockResolvedValue(undefined);
    answer({ ok: true, data: { ...inCall, media: { send: { id: 'a' } } } });
    await settled();
    expect(started).not.toHaveBeenCalled();
  });

  it.each(['camera', 'microphone'] as const)(
    'that turns a %s on again that was cut off is not told of it any more',
    async (source) => {
      await settled();
      Object.assign(visit.devices, { microphoneOn: true, start: () => Promise.resolve(true) });
      visit.cutOff = source;
      await (source === 'camera' ? visit.setCamera(true) : visit.setMuted(false));
      expect(visit.cutOff).toBeUndefined();
    },
  );

  describe('[M19] what one listens to and speaks into', () => {
    const into = (speaksTo: 'ar' | null) => ({ hears: null, speaksTo });
    const said = () => asked.filter(({ name }) => name === 'language:choose').map(({ data }) => data);
    const entered = () => asked.findLast(({ name }) => name === 'visit:enter')?.data.language;

    it('holds when the line is back, also in a browser that keeps nothing', async () => {
      await settled();
      await visit.chooseLanguage(into('ar'));
      connected();
      await settled();
      expect([entered(), said(), visit.language.speaksTo]).toEqual([into('ar'), [into('ar')], 'ar']);
    });
    it.each(['network', 'timeout'])(
      'is what the person sees, where the answer was lost (%s): it is said again with the next line, the floor too',
      async (code) => {
        await settled();
        await visit.chooseLanguage(into('ar'));
        answers = [refused(code)];
        await visit.chooseLanguage(into(null));
        expect(visit.language).toEqual(into(null));
        connected();
        await settled();
        expect(entered()).toEqual(into(null));
      },
    );
    it('is shown as it was chosen while the line is down, and else as the server has it', async () => {
      const me = (speaksTo: 'ar' | null) => ({ participantId: 'me', interprets: ['ar', 'ru'], speaksTo });
      reply = { ...inCall, participantId: 'me', roster: [me(null)] } as unknown as Whereabouts;
      connected();
      await settled();
      Object.assign(visit.line, { status: 'reconnecting' });
      answers = [refused('network')];
      await visit.chooseLanguage(into('ar'));
      expect(visit.speaksTo).toBe('ar');
      // What one may speak into no longer is not shown, and so not said again with what one listens to.
      visit.roster = [{ ...me(null), interprets: ['ru'] }] as unknown as typeof visit.roster;
      expect(visit.speaksTo).toBe(null);
      visit.roster = [me(null)] as unknown as typeof visit.roster;
      Object.assign(visit.line, { status: 'connected' });
      expect(visit.speaksTo).toBe(null);
    });
    it('is as another page had it which this one took over, until it is chosen here', async () => {
      await settled();
      reply = { ...inCall, language: into('ar') } as Whereabouts;
      await visit.enter();
      expect([visit.language, said()]).toEqual([into('ar'), []]);
      connected();
      expect(entered()).toEqual(into('ar'));
      await visit.chooseLanguage(into(null));
      await visit.enter();
      expect(visit.language).toEqual(into(null));
    });
    it('is said on coming in anew too once it was chosen, the floor as well: the server may not have heard of that', async () => {
      await settled();
      expect(entered()).toBeUndefined();
      answers = [refused('network')];
      await visit.chooseLanguage(into(null));
      await visit.enter();
      expect(entered()).toEqual(into(null));
    });
    it('stays as it was when the server refuses another', async () => {
      await settled();
      answers = [refused('forbidden')];
      await visit.chooseLanguage(into('ar'));
      expect(visit.language).toEqual(into(null));
    });
  });
});
