import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkQuality, weakLossShare, weakRoundTripMs } from './link-quality.ts';
import { flowsFor, saverPictures, watchedPictures, type Picture } from './media-mode.ts';
import { fullCpu, placePeer, placeRoom, type WorkerLoad } from './media-placement.ts';
import { betterAfterMs, freshStep, mediaSteps, stepOf, watchStep, worseAfterMs } from './media-step.ts';
import { heldBack, rankVoices, reportVoicesEveryMs, voicesSent, type Ranking } from './open-microphones.ts';
import { codecWishes, commonCodecs, videoCodecs } from './video-codecs.ts';

const picture = (id: string, over: Partial<Picture> = {}): Picture => ({
  id,
  source: 'camera',
  visible: true,
  speaking: false,
  signing: false,
  ...over,
});
const anyPictures = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    source: fc.constantFrom('camera' as const, 'screen' as const),
    visible: fc.boolean(),
    speaking: fc.boolean(),
    signing: fc.boolean(),
  }),
  { selector: ({ id }) => id, maxLength: 30 },
);

describe('modes', () => {
  it('[M5] sound only: no picture at all', () => {
    expect(flowsFor('sound-only', [picture('a'), picture('s', { source: 'screen' })]).size).toBe(0);
  });
  it('[M5] saving data: four pictures, the screen and the speaker among them, cameras small', () => {
    const crowd = ['a', 'b', 'c', 'd', 'e'].map((id) => picture(id));
    const flows = flowsFor('saver', [
      ...crowd,
      picture('talker', { speaking: true }),
      picture('slides', { source: 'screen' }),
    ]);
    expect([...flows.keys()]).toEqual(['slides', 'talker', 'a', 'b']);
    expect(flows.get('talker')?.onlySmall).toBe(true);
    expect(flows.get('slides')?.onlySmall).toBe(false);
  });
  it('[M20] saving data: the sign language that one watches is among the four, and as sharp as it is shown', () => {
    const crowd = ['a', 'b', 'c', 'd'].map((id) => picture(id, { speaking: true }));
    const flows = flowsFor('saver', [...crowd, picture('interpreter', { signing: true })]);
    expect([...flows.keys()]).toEqual(['interpreter', 'a', 'b', 'c']);
    expect(flows.get('interpreter')?.onlySmall).toBe(false);
    expect(flows.get('a')?.onlySmall).toBe(true);
  });
  it('[M26] of more than six cameras all may move less but who speaks, a signed language and a shared screen', () => {
    const crowd = ['a', 'b', 'c', 'd'].map((id) => picture(id));
    const others = [
      picture('talker', { speaking: true }),
      picture('interpreter', { signing: true }),
      picture('slides', { source: 'screen' }),
    ];
    const movingLess = (pictures: Picture[]) =>
      [...flowsFor('auto', pictures)].flatMap(([id, { mayMoveLess }]) => (mayMoveLess ? [id] : []));
    expect(crowd.length + 2).toBe(watchedPictures);
    expect(movingLess([...crowd, ...others, picture('away', { visible: false })])).toEqual([]);
    expect(movingLess([...crowd, ...others, picture('e')])).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
  it('[M5][M6][M20] for any pictures: only what is shown flows, and a screen is served before a signed language before a speaker before the others', () => {
    fc.assert(
      fc.property(anyPictures, fc.constantFrom('auto' as const, 'saver' as const), (pictures, mode) => {
        const flows = flowsFor(mode, pictures);
        for (const { id, visible } of pictures) if (!visible) expect(flows.has(id)).toBe(false);
        if (mode === 'auto') expect(flows.size).toBe(pictures.filter(({ visible }) => visible).length);
        else expect(flows.size).toBeLessThanOrEqual(saverPictures);
        const rank = ({ source, speaking, signing }: Picture) =>
          source === 'screen' ? 3 : signing ? 2 : speaking ? 1 : 0;
        const served = pictures.filter(({ id }) => flows.has(id));
        for (const a of served)
          for (const b of served)
            if (rank(a) > rank(b))
              expect(flows.get(a.id)!.priority).toBeGreaterThan(flows.get(b.id)!.priority);
      }),
    );
  });
});

describe('steps', () => {
  const carried = (wanted: number, now: number | null, sent: number | null = 2) => ({
    sent,
    wanted,
    carried: now,
  });
  it('[M7] names what the network does', () => {
    expect(stepOf([])).toBe('full');
    expect(stepOf([carried(2, 2), carried(0, 0)])).toBe('full');
    expect(stepOf([carried(2, 1)])).toBe('reduced');
    expect(stepOf([carried(2, 1), carried(1, null)])).toBe('fewer');
    expect(stepOf([carried(2, null), carried(1, null)])).toBe('sound-only');
  });
  it('[M7] what the sender does not send is not the receiver’s step', () => {
    expect(stepOf([carried(2, 0, 0)])).toBe('full');
    expect(stepOf([carried(2, null, null)])).toBe('full');
  });
  it('[M7] worse is told once it has lasted, better later, and a flicker never', () => {
    let watch = freshStep(0);
    const at = (now: number, step: (typeof mediaSteps)[number]) => (watch = watchStep(watch, step, now)).told;
    expect(at(1000, 'fewer')).toBe('full');
    expect(at(1000 + worseAfterMs - 1, 'fewer')).toBe('full');
    expect(at(1000 + worseAfterMs, 'fewer')).toBe('fewer');
    expect(at(4000, 'full')).toBe('fewer');
    expect(at(4500, 'fewer')).toBe('fewer');
    expect(at(5000, 'full')).toBe('fewer');
    expect(at(5000 + betterAfterMs, 'full')).toBe('full');
  });
  it('[M7] what is bad all the time is told, also where it is not always equally bad: as what it always was at least', () => {
    let watch = freshStep(0);
    const at = (now: number, step: (typeof mediaSteps)[number]) => (watch = watchStep(watch, step, now)).told;
    const course = (from: number, ...steps: (typeof mediaSteps)[number][]) =>
      steps.map((step, second) => at(from + 1000 * second, step)).at(-1);
    // A picture that is brought back begins anew for a moment: that is no other step yet.
    expect(course(0, 'reduced', 'sound-only', 'reduced')).toBe('full');
    expect(course(3000, 'full')).toBe('full');
    expect(course(4000, 'sound-only', 'fewer', 'sound-only', 'fewer')).toBe('fewer');
    expect(course(8000, 'full', 'reduced', 'full', 'reduced')).toBe('reduced');
  });
  it('[M7] for any course of steps: what is told has been so for its time, and what has been so is told', () => {
    const course = fc.array(fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.constantFrom(...mediaSteps)));
    const rank = (step: (typeof mediaSteps)[number]) => mediaSteps.indexOf(step);
    fc.assert(
      fc.property(course, (steps) => {
        let watch = freshStep(0);
        let now = 0;
        const seen = [{ step: 'full' as (typeof mediaSteps)[number], at: 0 }];
        /** Since when it has been so without a break. */
        const since = (isSo: (step: (typeof mediaSteps)[number]) => boolean) =>
          seen[seen.findLastIndex(({ step }) => !isSo(step)) + 1]?.at ?? now;
        for (const [passed, step] of steps) {
          now += passed;
          seen.push({ step, at: now });
          const before = watch.told;
          watch = watchStep(watch, step, now);
          const { told } = watch;
          if (rank(told) > rank(before))
            expect(now - since((each) => rank(each) >= rank(told))).toBeGreaterThanOrEqual(worseAfterMs);
          if (rank(told) < rank(before))
            expect(now - since((each) => rank(each) <= rank(told))).toBeGreaterThanOrEqual(betterAfterMs);
          if (told !== before) continue;
          expect(now - since((each) => rank(each) > rank(told))).toBeLessThan(betterAfterMs);
          expect(now - since((each) => rank(each) < rank(told))).toBeLessThan(betterAfterMs);
          if (rank(step) > rank(told))
            expect(now - since((each) => each === step)).toBeLessThan(worseAfterMs);
        }
      }),
    );
  });
});

describe('voices', () => {
  const loud = (...levels: number[]): Ranking => new Map(levels.map((level, n) => [`m${n}`, level]));
  it('[M8] up to six open microphones nobody is held back', () => {
    expect(heldBack(loud(-10, -10, -10, -10, -10, -10), voicesSent, new Set()).size).toBe(0);
  });
  it('[M8] the seventh loudest is held back; who is silent is not, so the next first syllable goes through', () => {
    const ranking = loud(-10, -20, -30, -35, -40, -45, -50);
    expect([...heldBack(ranking, 20, new Set())]).toEqual(['m6']);
  });
  it('[M8] two equal voices do not take turns: who is sent keeps the place until another is clearly louder', () => {
    const before = heldBack(loud(-10, -10, -10, -10, -10, -30, -31), 8, new Set());
    expect([...before]).toEqual(['m6']);
    expect([...heldBack(loud(-10, -10, -10, -10, -10, -31, -28), 8, before)]).toEqual(['m6']);
    expect([...heldBack(loud(-10, -10, -10, -10, -10, -31, -20), 8, before)]).toEqual(['m5']);
  });
  it('[M8] loudness is asked for quickly only where somebody may be held back, and never for two people', () => {
    expect(reportVoicesEveryMs(25, voicesSent + 1)).toBe(300);
    expect(reportVoicesEveryMs(25, voicesSent)).toBe(1000);
    expect(reportVoicesEveryMs(3, 0)).toBe(1000);
    expect(reportVoicesEveryMs(2, 2)).toBeUndefined();
  });
  it('[M8] louder counts at once, a pause between words fades', () => {
    const first = rankVoices(new Map(), new Map([['a', -20]]), ['a', 'b']);
    expect(first.get('a')).toBe(-20);
    expect(first.has('b')).toBe(false);
    expect(rankVoices(first, new Map(), ['a', 'b']).get('a')).toBe(-24);
    expect(rankVoices(first, new Map([['b', -5]]), ['b']).get('a')).toBeUndefined();
  });
  it('[M8] who was held back and has fallen silent is let through again, although six others go on', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'quiet', 'silent'];
    const others = new Map(ids.slice(0, 6).map((id) => [id, -20]));
    let ranking = rankVoices(new Map(), new Map([...others, ['quiet', -40]]), ids);
    let held = heldBack(ranking, ids.length, new Set());
    expect([...held]).toEqual(['quiet']);
    // A pause between two words: it would only be heard in pieces.
    ranking = rankVoices(ranking, others, ids);
    expect([...(held = heldBack(ranking, ids.length, held))]).toEqual(['quiet']);
    for (let report = 0; report < 5; report++) ranking = rankVoices(ranking, others, ids);
    expect([...heldBack(ranking, ids.length, held)]).toEqual([]);
  });
  it('[M8] for any course of voices: at most six audible ones are sent, and only audible ones are held back', () => {
    const ids = Array.from({ length: 12 }, (_, n) => `m${n}`);
    const report = fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: -60, max: 0 }));
    fc.assert(
      fc.property(fc.array(report, { maxLength: 20 }), fc.integer({ min: 7, max: 12 }), (reports, open) => {
        let ranking: Ranking = new Map();
        let held: ReadonlySet<string> = new Set();
        for (const levels of reports) {
          ranking = rankVoices(ranking, new Map(Object.entries(levels)), ids.slice(0, open));
          held = heldBack(ranking, open, held);
          for (const id of held) expect(ranking.has(id)).toBe(true);
          expect([...ranking.keys()].filter((id) => !held.has(id)).length).toBeLessThanOrEqual(voicesSent);
        }
      }),
    );
  });
});

describe('placement', () => {
  const worker = (id: number, over: Partial<WorkerLoad> = {}): WorkerLoad => ({
    id,
    cpu: 0,
    peers: 0,
    rooms: 0,
    ...over,
  });
  it('[M10] a room opens where least is done; a burst of joins counts before it is measured', () => {
    expect(placeRoom([worker(1, { cpu: 0.3 }), worker(2, { cpu: 0.1 })])).toBe(2);
    expect(placeRoom([worker(1, { peers: 40 }), worker(2, { cpu: 0.1 })])).toBe(2);
    expect(placeRoom([])).toBeUndefined();
  });
  it('[M10] a room stays together, and goes on elsewhere once its worker is full', () => {
    const workers = [worker(1, { cpu: 0.2, peers: 9 }), worker(2)];
    expect(placePeer(workers, new Map([[1, 9]]), 10)).toBe(1);
    expect(placePeer(workers, new Map([[1, 10]]), 10)).toBe(2);
    const busy = [worker(1, { cpu: fullCpu, peers: 9 }), worker(2)];
    expect(placePeer(busy, new Map([[1, 9]]), 60)).toBe(2);
    const allBusy = [worker(1, { cpu: 0.8, peers: 9 }), worker(2, { cpu: 0.9 })];
    expect(placePeer(allBusy, new Map([[1, 9]]), 60)).toBe(1);
  });
  it('[M10] whenever there is a worker, there is a place, and it is one that exists', () => {
    const workers = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 8 }),
        cpu: fc.double({ min: 0, max: 1, noNaN: true }),
        peers: fc.nat(100),
        rooms: fc.nat(20),
      }),
      { selector: ({ id }) => id, minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(workers, fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.nat(60))), (loads, here) => {
        const ids = loads.map(({ id }) => id);
        expect(ids).toContain(placeRoom(loads));
        expect(ids).toContain(placePeer(loads, new Map(here), 30));
      }),
    );
  });
});

describe('codecs', () => {
  it('[M9] only what everybody can decode, in the order of the wish', () => {
    expect(commonCodecs(codecWishes.screen, [videoCodecs, ['VP8', 'VP9']])).toEqual(['VP9', 'VP8']);
    expect(commonCodecs(codecWishes.camera, [videoCodecs])[0]).toBe('VP8');
    expect(commonCodecs(codecWishes.camera, [['H264'], ['VP8']])).toEqual([]);
    expect(commonCodecs(codecWishes.camera, [['H264'], ['VP8', 'H264']])).toEqual(['H264']);
  });
});

describe('quality', () => {
  const fine = { lossShare: 0.01, roundTripMs: 80, step: 'full' as const, gone: false };
  it('[M11] good, weak, lost', () => {
    expect(linkQuality(fine)).toBe('good');
    expect(linkQuality({ ...fine, lossShare: null, roundTripMs: null })).toBe('good');
    expect(linkQuality({ ...fine, lossShare: weakLossShare + 0.001 })).toBe('weak');
    expect(linkQuality({ ...fine, roundTripMs: weakRoundTripMs + 1 })).toBe('weak');
    expect(linkQuality({ ...fine, step: 'reduced' })).toBe('good');
    expect(linkQuality({ ...fine, step: 'fewer' })).toBe('weak');
    expect(linkQuality({ ...fine, gone: true })).toBe('lost');
  });
});
