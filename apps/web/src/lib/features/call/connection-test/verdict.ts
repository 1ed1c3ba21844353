import type { MediaMode } from '#domain';
import type { LinkTotals, MediaPath } from '../media/link-stats.ts';

/** What the test measured over its seconds, both ways. */
export type Measured = {
  path: MediaPath;
  roundTripMs: number | null;
  lossUpPermille: number;
  lossDownPermille: number;
  upKbps: number;
  downKbps: number;
  /** What the connection carries, as far as it was tried. */
  limitKbps: number;
};
export type Verdict = 'good' | 'smaller' | 'sound-only';

/** The browser begins with a guess; only what it thinks in the end is measured. */
const settledLooks = 2;

/** From several looks at the counters; the first and the last are `tookMs` apart. */
export function measuredOver(looks: readonly LinkTotals[], tookMs: number): Measured {
  const before = looks[0]!;
  const after = looks.at(-1)!;
  let received = 0;
  let lost = 0;
  for (const [id, now] of after.incoming) {
    const was = before.incoming.get(id);
    received += now.received - (was?.received ?? 0);
    lost += Math.max(0, now.lost - (was?.lost ?? 0));
  }
  const permille = (part: number, whole: number) => (whole > 0 ? Math.round((part / whole) * 1000) : 0);
  const kbps = (bytes: number) => Math.round((bytes * 8) / Math.max(1, tookMs));
  const upKbps = kbps(after.bytesOut - before.bytesOut);
  const downKbps = kbps(after.bytesIn - before.bytesIn);
  const estimates = looks.slice(-settledLooks).flatMap(({ availableOutKbps }) => availableOutKbps ?? []);
  return {
    path: after.path,
    roundTripMs: after.roundTripMs,
    lossUpPermille: permille(Math.max(0, after.sentLost - before.sentLost), after.sent - before.sent),
    lossDownPermille: permille(lost, received + lost),
    upKbps,
    downKbps,
    // What the browser has come to think after some seconds, or what has been carried if that is more.
    limitKbps: Math.max(
      ...(estimates.length > 0 ? estimates : lastCarried(looks, tookMs)),
      Math.min(upKbps, downKbps),
    ),
  };
}

/**
 * kbit/s that came through in each of the last steps. A browser that tells of no estimate (Firefox) begins with little and
 * takes seconds to fill the connection: over all of them it would look slow.
 */
function lastCarried(looks: readonly LinkTotals[], tookMs: number): number[] {
  const stepMs = Math.max(1, tookMs / (looks.length - 1));
  return looks.slice(1).flatMap((now, step) => {
    if (step < looks.length - 1 - settledLooks) return [];
    const before = looks[step]!;
    const bytes = Math.min(now.bytesOut - before.bytesOut, now.bytesIn - before.bytesIn);
    return Math.round((bytes * 8) / stepMs);
  });
}

/**
 * Nothing at all came in the last step: the network or the server went away meanwhile. What came before says nothing of that,
 * and of what was never answered the browser counts no loss.
 */
export const isCutOff = (looks: readonly LinkTotals[]): boolean =>
  looks.length > 1 && looks.at(-1)!.bytesIn <= looks.at(-2)!.bytesIn;

/**
 * Whether such a browser still sends more with each look and not yet enough: then it is the browser that takes its time, and
 * not the connection that carries no more.
 */
export function isStillFilling(looks: readonly LinkTotals[], tookMs: number): boolean {
  if (looks.length < 3 || typeof looks.at(-1)!.availableOutKbps === 'number') return false;
  const [before, now] = lastCarried(looks, tookMs) as [number, number];
  return now < limits.smaller.kbps && now > before * growing;
}
/** Less is the play of one second against another. */
const growing = 1.04;

/**
 * Opus with FEC and NACK carries speech through 15 % loss; pictures break up long before. A camera's smallest layer needs
 * about 150 kbit/s beside the sound, a picture that fills a screen 500. Above 400 ms people talk over each other
 * (ITU-T G.114), and above a second pictures only add to it.
 */
const limits = {
  'sound-only': { lossPermille: 150, roundTripMs: 1000, kbps: 180 },
  smaller: { lossPermille: 50, roundTripMs: 400, kbps: 500 },
} as const;

export function verdictOf(measured: Measured): Verdict {
  const isBeyond = ({ lossPermille, roundTripMs, kbps }: (typeof limits)['smaller' | 'sound-only']) =>
    Math.max(measured.lossUpPermille, measured.lossDownPermille) >= lossPermille ||
    (measured.roundTripMs ?? 0) > roundTripMs ||
    measured.limitKbps < kbps;
  return isBeyond(limits['sound-only']) ? 'sound-only' : isBeyond(limits.smaller) ? 'smaller' : 'good';
}

/** What of it would do for everything, as the verdict takes it; the rest is why it is not good. */
export const suffices = ({ roundTripMs, lossUpPermille, lossDownPermille, limitKbps }: Measured) => ({
  delay: (roundTripMs ?? 0) <= limits.smaller.roundTripMs,
  loss: Math.max(lossUpPermille, lossDownPermille) < limits.smaller.lossPermille,
  rate: limitKbps >= limits.smaller.kbps,
});

export const modeFor = (verdict: Verdict): MediaMode =>
  (({ good: 'auto', smaller: 'saver', 'sound-only': 'sound-only' }) as const)[verdict];
