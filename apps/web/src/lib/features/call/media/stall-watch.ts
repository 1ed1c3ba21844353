import type { types } from 'mediasoup-client';
import { totalsOf } from './link-stats.ts';

const lookEveryMs = 500;
/** Silence on the wire for so long is a fault. Less would restart over every short gap of a phone network. */
const silentMs = 1500;
/** A second look at the connections themselves, before anything is done: somebody else's line may be what broke. */
const secondLookMs = 500;
/** Nothing is gained by restarting a dead network again and again; the pause doubles up to the longest. */
const pauseMs = { first: 4000, longest: 30_000 };

export type Watched = {
  transports: readonly types.Transport[];
  consumers: () => Iterable<types.Consumer>;
  expectsMedia: () => boolean;
  /** Nothing comes any more over a path that is said to be there; or something does again. */
  onquiet?: (isQuiet: boolean) => void;
};

/**
 * Notices that nothing arrives any more, long before the browser itself calls a connection lost (5 s and more). Looking
 * costs next to nothing: the receivers are asked for their last packet, statistics only in doubt.
 */
export function watchStalls(watched: Watched, onstall: () => void): () => void {
  let lastSign = '';
  let aliveAt = performance.now();
  let quietUntil = 0;
  let nextPauseMs = pauseMs.first;
  let isDoubting = false;
  let isQuiet = false;

  const timer = setInterval(() => void look(), lookEveryMs);
  return () => clearInterval(timer);

  async function look(): Promise<void> {
    const now = performance.now();
    const sign = signOf(watched.consumers());
    if (sign !== lastSign || !watched.expectsMedia() || !isConnected()) {
      if (sign !== lastSign) nextPauseMs = pauseMs.first;
      if (sign !== lastSign || !watched.expectsMedia()) tell(false);
      lastSign = sign;
      aliveAt = now;
      return;
    }
    if (now - aliveAt < silentMs || now < quietUntil || isDoubting) return;
    isDoubting = true;
    const isDead = await nothingArrives(watched.transports);
    isDoubting = false;
    if (!isDead) {
      tell(false);
      return void (aliveAt = performance.now());
    }
    tell(true);
    quietUntil = performance.now() + nextPauseMs;
    nextPauseMs = Math.min(pauseMs.longest, nextPauseMs * 2);
    onstall();
  }
  function tell(isNowQuiet: boolean): void {
    if (isQuiet === isNowQuiet) return;
    isQuiet = isNowQuiet;
    watched.onquiet?.(isQuiet);
  }
  function isConnected(): boolean {
    return watched.transports.some((transport) => transport.connectionState === 'connected');
  }
}

/** Changes with every packet that is played or shown. */
function signOf(consumers: Iterable<types.Consumer>): string {
  let sign = '';
  for (const { rtpReceiver } of consumers)
    for (const { rtpTimestamp } of rtpReceiver?.getSynchronizationSources() ?? []) sign += ` ${rtpTimestamp}`;
  return sign;
}

async function nothingArrives(transports: readonly types.Transport[]): Promise<boolean> {
  const before = await bytesIn(transports);
  await new Promise((resolve) => setTimeout(resolve, secondLookMs));
  return (await bytesIn(transports)) === before;
}

async function bytesIn(transports: readonly types.Transport[]): Promise<number> {
  const open = transports.filter(({ closed }) => !closed);
  const stats = await Promise.all(open.map((transport) => transport.getStats().catch(() => new Map())));
  return totalsOf(stats.map((report) => [...report.values()])).bytesIn;
}
