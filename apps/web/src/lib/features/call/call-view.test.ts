import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WaitingPerson } from '#protocol';
import { m } from '#messages';
import { toasts } from '#lib/ui/toasts.svelte.ts';
import type { Press } from './admissions.svelte.ts';
import { CallView } from './call-view.svelte.ts';
import type { Visit } from './visit.svelte.ts';

const person = (participantId: string) => ({ participantId, name: participantId, since: 0 }) as WaitingPerson;

vi.mock('#lib/api.ts', () => ({ errorText: ({ code }: { code: string }) => code }));

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

  const button = {};
  const at = (clientX: number, clientY: number): Press => ({
    clientX,
    clientY,
    detail: 1,
    currentTarget: null,
  });
  const byKey = (currentTarget: object) =>
    ({ clientX: 0, clientY: 0, detail: 0, currentTarget }) as unknown as Press;

  it.each([
    ['click', at(100, 50), at(103, 52)],
    ['press of a key', byKey(button), byKey(button)],
  ])(
    'lets in one person with a double %s: by the second, the control is already the next one’s, and shows that it waits',
    async (_, first, second) => {
      await view.admit(person('Mari'), first);
      expect(view.admissions.isSettling).toBe(true);
      vi.advanceTimersByTime(300);
      await view.admit(person('Pekka'), second);
      expect([admitted, view.admissions.isBusy('Pekka')]).toEqual([['Mari'], true]);
      vi.advanceTimersByTime(500);
      expect([view.admissions.isSettling, view.admissions.isBusy('Pekka')]).toEqual([false, false]);
      await view.admit(person('Pekka'), second);
      expect(admitted).toEqual(['Mari', 'Pekka']);
    },
  );

  it.each([
    ['click', at(100, 50), at(100, 180)],
    ['press of a key', byKey(button), byKey({})],
  ])('lets in another one at once by a %s at another place', async (_, first, second) => {
    await view.admit(person('Mari'), first);
    vi.advanceTimersByTime(200);
    await view.admit(person('Pekka'), second);
    expect(admitted).toEqual(['Mari', 'Pekka']);
  });

  it('asks once for somebody, however often it is pressed until that is answered', async () => {
    const answered = view.admit(person('Mari'), at(100, 50));
    vi.advanceTimersByTime(1000);
    expect(view.admissions.isBusy('Mari')).toBe(true);
    void view.admit(person('Mari'), at(100, 50));
    await answered;
    expect([admitted, view.admissions.isBusy('Mari')]).toEqual([['Mari'], false]);
  });
});

describe('what is asked for in the call, where the server did it and its answer is lost', () => {
  const line = (id: string, text: string, participantId = 'own') => ({
    id,
    text,
    participantId,
    name: '',
    at: 1,
  });
  let visit: {
    joined: boolean;
    chat: ReturnType<typeof line>[];
    waiting: { participantId: string }[];
    roster: { participantId: string }[];
    handUp: boolean;
  };
  let view: CallView;
  /** What the page hears of it besides, if anything. */
  let heard: () => void;

  const told = () => toasts.map(({ text }) => text);
  beforeEach(() => {
    toasts.length = 0;
    heard = () => undefined;
    const lost = () => {
      heard();
      return Promise.resolve({ ok: false, error: { code: 'timeout' } });
    };
    const asked = { admit: lost, putBack: lost, remove: lost, say: lost, setHand: lost, end: lost };
    visit = Object.assign(
      {
        ...{
          joined: true,
          handUp: false,
          chat: [line('before', 'Hei')],
          whereabouts: { participantId: 'own' },
        },
        ...{ waiting: [{ participantId: 'a' }], roster: [{ participantId: 'b' }] },
      },
      asked,
    );
    view = new CallView(visit as unknown as Visit);
  });
  afterEach(() => void (toasts.length = 0));

  const acts: [string, () => Promise<unknown>, () => void][] = [
    ['a person who was let in', () => view.admit(person('a'), {} as Press), () => (visit.waiting = [])],
    ['one who was put back', () => view.putBack(person('b')), () => (visit.roster = [])],
    [
      'one who was removed',
      () => view.answer({ about: 'remove', person: person('b') }),
      () => (visit.roster = []),
    ],
    ['a raised hand', () => view.toggleHand(), () => (visit.handUp = true)],
    ['a message', () => view.say('Hei'), () => visit.chat.push(line('new', 'Hei'))],
    ['the end', () => view.answer({ about: 'end' }), () => (visit.joined = false)],
  ];

  it.each(acts)('%s: nobody is asked to try again what they see done', async (_, act, comes) => {
    heard = comes;
    await act();
    expect(told()).toEqual([]);
  });

  it.each(acts)('%s: where nothing came of it, that is told', async (_, act) => {
    await act();
    expect(told()).toEqual(['timeout']);
  });

  it('a message: the same words of somebody else, or from before, are not it', async () => {
    heard = () => visit.chat.push(line('other', 'Hei', 'b'));
    expect(await view.say('Hei')).toBe(false);
    expect(told()).toEqual(['timeout']);
  });
});

describe('what is new in the chat', () => {
  const line = (id: string) => ({ id, participantId: 'a', name: 'a', at: 1, text: id });

  it('[M17] is counted also after lines of somebody who is kept apart have gone', () => {
    const visit = { chat: [line('1'), line('2')], whereabouts: { participantId: 'own' } };
    const view = new CallView(visit as unknown as Visit);
    expect(view.unread).toBe(0);
    visit.chat = [line('2')];
    expect(view.unread).toBe(0);
    visit.chat = [line('2'), line('3')];
    expect(view.unread).toBe(1);
    view.show('chat');
    view.show(undefined);
    expect(view.unread).toBe(0);
  });
});

describe('what is looked at in the call', () => {
  const people = ['own', 'a', 'b', 'c'].map((participantId) => ({ participantId, name: participantId }));
  const sent = (participantId: string, source: string, sharedSince?: number) => {
    const consumerId = `${source} of ${participantId}`;
    const track = { kind: 'video' };
    return [consumerId, { consumerId, participantId, source, track, sharedSince }] as const;
  };

  it('[M24] of two who share a screen, whoever began first is told that the others see the other one, for as long as it is so', async () => {
    const remote = new Map();
    const media = { remote, sharedSince: undefined as number | undefined };
    const screen = {
      isOn: false,
      start: () => Promise.resolve((screen.isOn = true)),
      stop: () => (screen.isOn = false),
    };
    const visit = {
      chat: [],
      roster: people,
      whereabouts: { participantId: 'own' },
      ...{ media, screen },
    };
    const view = new CallView(visit as unknown as Visit);
    remote.set(...sent('a', 'screen', 1));
    expect(view.coveredBy).toBeUndefined();
    await view.toggleSharing();
    expect(view.coveredBy).toBeUndefined();
    media.sharedSince = 2;
    expect(view.coveredBy).toBeUndefined();
    remote.set(...sent('b', 'screen', 3));
    expect(view.coveredBy).toBe('b');
    remote.delete('screen of b');
    expect(view.coveredBy).toBeUndefined();
    remote.set(...sent('c', 'screen', 4));
    await view.toggleSharing();
    expect(view.coveredBy).toBeUndefined();
  });

  it('whoever begins to share without a line is told that nobody sees it yet', () => {
    const media = { remote: new Map(), sharedSince: undefined as number | undefined };
    const visit = { chat: [], roster: people, media, screen: { isOn: true }, status: 'reconnecting' };
    const view = new CallView(visit as unknown as Visit);
    expect(view.ownShareText).toBe(m.call_share_waits());
    visit.status = 'connected';
    expect(view.ownShareText).toBe(m.call_you_share());
    media.sharedSince = 1;
    visit.status = 'reconnecting';
    expect(view.ownShareText).toBe(m.call_you_share());
  });

  it('[M24] the screen that was shared last stays in front, in whatever order they come when all is made anew', () => {
    const remote = new Map();
    const screen = { isOn: true };
    const visit = {
      ...{ chat: [], roster: people, screen, media: { remote, sharedSince: 5 } },
      whereabouts: { participantId: 'own' },
    };
    const view = new CallView(visit as unknown as Visit);
    remote.set(...sent('b', 'screen', 7));
    remote.set(...sent('a', 'screen', 3));
    expect([view.share?.name, view.coveredBy]).toEqual(['b', 'b']);
    remote.delete('screen of b');
    expect([view.share?.name, view.coveredBy]).toEqual(['a', undefined]);
    remote.set(...sent('c', 'screen', 3));
    expect(view.share?.name).toBe('c');
  });

  it('[M5] of two shared screens one is shown, and what is not shown is known, so that it is not sent', () => {
    const visit = {
      chat: [],
      speakers: [],
      roster: people,
      whereabouts: { participantId: 'own' },
      link: { isWithout: () => false },
      devices: { settings: { mode: 'auto' } },
      language: { hears: null, speaksTo: null },
      media: {
        remote: new Map([
          sent('a', 'screen'),
          sent('b', 'screen'),
          ['sound of c', { ...sent('c', 'microphone')[1], track: { kind: 'audio' } }],
        ]),
      },
    };
    const view = new CallView(visit as unknown as Visit);
    view.stage = { width: 1200, height: 700 };
    view.settleRow();
    expect(view.share?.participantId).toBe('b');
    expect(view.unshownPictures.map(({ consumerId }) => consumerId)).toEqual(['screen of a']);
  });

  it('[M19] under the interpreter’s voice everything else is quiet, also what a shared screen plays', () => {
    const interpreter = { participantId: 'a', interprets: ['fi', 'ar'], speaksTo: 'ar', muted: false };
    const visit = {
      ...{ chat: [], roster: [...people.filter(({ name }) => name !== 'a'), interpreter] },
      whereabouts: { participantId: 'own' },
      language: { hears: 'ar', speaksTo: null },
    };
    const view = new CallView(visit as unknown as Visit);
    const isQuiet = (participantId: string, source: string) =>
      view.isQuiet(sent(participantId, source)[1] as never);
    expect(isQuiet('a', 'microphone')).toBe(false);
    expect([isQuiet('b', 'microphone'), isQuiet('b', 'screen-audio')]).toEqual([true, true]);
    interpreter.muted = true;
    expect([isQuiet('b', 'microphone'), isQuiet('b', 'screen-audio')]).toEqual([false, false]);
  });

  describe('[M20] whoever watches a sign language', () => {
    const others = Array.from({ length: 24 }, (_, index) => `p${index}`);
    /** A call of 25 others, of whom `interpreters` interpret into Finnish sign language. */
    function watching(hears: string | null, interpreters: string[], cameras = [...others, ...interpreters]) {
      const visit = {
        chat: [],
        speakers: [] as string[],
        roster: ['own', ...others, ...interpreters].map((participantId) => ({
          ...{ participantId, name: participantId, muted: false },
          ...(interpreters.includes(participantId) && { interprets: ['fi', 'fse'], speaksTo: null }),
        })),
        whereabouts: { participantId: 'own' },
        link: { isWithout: () => false },
        devices: { settings: { mode: 'auto' } },
        language: { hears, speaksTo: null },
        media: { remote: new Map(cameras.map((id) => sent(id, 'camera'))) },
      };
      const view = new CallView(visit as unknown as Visit);
      view.stage = { width: 1200, height: 700 };
      view.settleRow();
      return view;
    }
    const ids = (seen: { person: { participantId: string } }[]) =>
      seen.map(({ person }) => person.participantId);

    it('has the interpreter large on every page, whoever speaks, and nobody hears less', () => {
      const view = watching('fse', ['int']);
      expect(ids(view.signing)).toEqual(['int']);
      expect(view.places).toBe(8);
      expect(view.pages).toBe(3);
      for (let page = 0; page < view.pages; page++) {
        expect(ids(view.signing)).toEqual(['int']);
        expect(ids(view.shown)).not.toContain('int');
        expect(view.unshownPictures.map(({ participantId }) => participantId)).not.toContain('int');
        view.turnPage(1);
      }
      const sound = { participantId: 'p1', source: 'microphone' } as never;
      expect(view.isQuiet(sound)).toBe(false);
      expect(view.isInterpreted).toBe(true);
    });
    it('has of two who take turns whose camera is on, and both while both are', () => {
      expect(ids(watching('fse', ['one', 'two']).signing)).toEqual(['one', 'two']);
      expect(ids(watching('fse', ['one', 'two'], [...others, 'two']).signing)).toEqual(['two']);
      expect(ids(watching('fse', ['one', 'two'], others).signing)).toEqual(['one']);
      expect(watching('fse', ['one'], others).isInterpreted).toBe(false);
    });
    it('is nobody who follows the original or another language', () => {
      for (const hears of [null, 'fi', 'fss']) {
        const view = watching(hears, ['int']);
        expect(view.signing).toEqual([]);
        expect([...ids(view.shown), ...ids(view.unshown)]).toContain('int');
      }
    });
  });

  it('leaves the full screen that it has taken, and asks for nothing where there is none', () => {
    const exitFullscreen = vi.fn(() => Promise.resolve());
    const page = { fullscreenElement: null as object | null, exitFullscreen };
    vi.stubGlobal('document', page);
    const view = new CallView({ chat: [] } as unknown as Visit);
    view.leaveFullScreen();
    expect(exitFullscreen).not.toHaveBeenCalled();
    page.fullscreenElement = {};
    view.leaveFullScreen();
    expect(exitFullscreen).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });
});
