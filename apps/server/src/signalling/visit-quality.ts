import { believable, linkQuality } from '#domain';
import { visitQualities, type VisitQualityRow } from '#db';
import type { PeerVitals } from '#media';
import type { PersonQuality, RequestData } from '#protocol';
import type { Deps } from '../deps.ts';
import type { VisitKey } from '../use-cases/visit.ts';
import type { VisitPeer } from './visit-peer.ts';
import { logFailed } from './unasked.ts';

type Report = RequestData<'quality:report'>;
type Sums = Omit<VisitQualityRow, 'participantId' | 'appointmentId' | 'organisationId'>;

/** Milliseconds between two tellings: as often as pages report. */
const qualityEveryMs = 5000;

const nothing: Sums = {
  path: 'none',
  reports: 0,
  lossPermilleSum: 0,
  roundTripMsSum: 0,
  roundTripReports: 0,
  freezes: 0,
  freezeMs: 0,
  playedMs: 0,
  concealedMs: 0,
  soundOnlyS: 0,
  reconnects: 0,
  joinMs: null,
};

type Peers = ReadonlyMap<string, VisitPeer>;
const isGoneFrom =
  (peers: Peers) =>
  (participantId: string): boolean =>
    peers.get(participantId)?.isMissed !== false;

/** What is known of the connections of one visit's people: what pages report, what the media server measures. */
export class VisitQuality {
  readonly #last = new Map<string, Report>();
  readonly #sums = new Map<string, Sums>();
  #toldAt = 0;
  /** As told last, of the latest joining of a stay. */
  readonly #joinMs = new Map<string, number>();

  /** M21: when (ms) what a page says was counted last; kept over its leaving, so that coming anew makes nothing of it. */
  readonly #countedAt = new Map<string, number>();

  /** Answers how long joining took, where that is news: a page tells it again when it has not heard that we know. */
  report(participantId: string, said: Report, now: number): number | null {
    this.#last.set(participantId, said);
    const countedAt = this.#countedAt.get(participantId) ?? -Infinity;
    // A clock that was set back must not silence anybody.
    const report = believable(said, now < countedAt ? Infinity : now - countedAt);
    if (!report) return null;
    this.#countedAt.set(participantId, now);
    const isKnown = this.#joinMs.get(participantId) === report.joinMs;
    if (report.joinMs !== null) this.#joinMs.set(participantId, report.joinMs);
    const sums = this.#sumsOf(participantId);
    this.#sums.set(participantId, {
      ...sums,
      path: report.path,
      reports: sums.reports + 1,
      lossPermilleSum: sums.lossPermilleSum + report.lossPermille,
      roundTripMsSum: sums.roundTripMsSum + (report.roundTripMs ?? 0),
      roundTripReports: sums.roundTripReports + (report.roundTripMs === null ? 0 : 1),
      freezes: sums.freezes + report.freezes,
      freezeMs: sums.freezeMs + report.freezeMs,
      playedMs: sums.playedMs + report.playedMs,
      concealedMs: sums.concealedMs + report.concealedMs,
      joinMs: sums.joinMs ?? report.joinMs,
    });
    return isKnown ? null : report.joinMs;
  }

  reconnected(participantId: string): void {
    const sums = this.#sumsOf(participantId);
    this.#sums.set(participantId, { ...sums, reconnects: sums.reconnects + 1 });
  }

  /** Time passing: every `qualityEveryMs` everybody is told. `vitalsOf` is asked only then. */
  tick(now: number, peers: Peers, vitalsOf: () => readonly PeerVitals[]): void {
    if (now - this.#toldAt < qualityEveryMs) return;
    this.#toldAt = now;
    const vitals = vitalsOf();
    for (const { participantId, step } of vitals)
      if (step === 'sound-only' && !isGoneFrom(peers)(participantId)) this.#soundOnly(participantId);
    this.tell(peers, vitals);
  }

  /** Everybody's connection to the host, one's own to the others; nothing when nothing is worth saying. */
  tell(peers: Peers, vitals: readonly PeerVitals[]): void {
    const people = this.people(vitals, isGoneFrom(peers));
    if (people.length === 0) return;
    for (const peer of peers.values()) {
      if (peer.state !== 'joined') continue;
      const seen = peer.isHost ? people : people.filter((each) => each.participantId === peer.participantId);
      peer.tellQuality(seen);
    }
  }

  /** M11 for everybody. `isGone`: whose connection is being restored. */
  people(vitals: readonly PeerVitals[], isGone: (participantId: string) => boolean): PersonQuality[] {
    return vitals.map((peer) => {
      const { participantId, step, mode, sendKbps, receiveKbps } = peer;
      const said = this.#last.get(participantId);
      const gone = isGone(participantId) || peer.isQuiet;
      const roundTripMs = said?.roundTripMs ?? null;
      // A page misses what was lost on somebody else's way to us too; only where the worker has no figure is it asked.
      const lossShare = peer.receiveLossShare ?? (said?.lossPermille ?? 0) / 1000;
      return {
        participantId,
        sends: linkQuality({ lossShare: peer.sendLossShare, roundTripMs, step: 'full', gone }),
        receives: linkQuality({ lossShare, roundTripMs, step, gone }),
        step,
        mode,
        path: said?.path ?? 'none',
        sendKbps,
        receiveKbps,
        lossPermille: Math.min(1000, Math.round(1000 * Math.max(lossShare, peer.sendLossShare ?? 0))),
        roundTripMs,
        freezes: said?.freezes ?? 0,
      };
    });
  }

  /** Keeps the summary of a stay that has ended: figures only, for statistics. Never throws: what can't be kept is logged. */
  keep({ store, log }: Pick<Deps, 'store' | 'log'>, key: VisitKey, participantId: string): void {
    const sums = this.#sums.get(participantId);
    this.#sums.delete(participantId);
    this.#last.delete(participantId);
    this.#joinMs.delete(participantId);
    if (!sums) return;
    try {
      store.write((tx) => visitQualities.add(tx, { ...sums, ...key, participantId }));
    } catch (error) {
      logFailed({ log }, { event: 'quality-not-kept', visit: key.appointmentId }, error);
    }
  }

  #sumsOf(participantId: string): Sums {
    return this.#sums.get(participantId) ?? nothing;
  }

  #soundOnly(participantId: string): void {
    const sums = this.#sumsOf(participantId);
    this.#sums.set(participantId, { ...sums, soundOnlyS: sums.soundOnlyS + qualityEveryMs / 1000 });
  }
}
