import type { RequestData } from '#protocol';

export type QualityFacts = Omit<RequestData<'quality:report'>, 'joinMs'>;
export type MediaPath = QualityFacts['path'];

/** The counters of one incoming stream since it began. */
type Incoming = {
  received: number;
  /** Did not come at the first try. */
  lost: number;
  freezes: number;
  freezeMs: number;
  playedMs: number;
  concealedMs: number;
};

/** Everything that a page's connections have counted so far. */
export type LinkTotals = {
  path: MediaPath;
  roundTripMs: number | null;
  bytesIn: number;
  bytesOut: number;
  availableOutKbps: number | null;
  /** Packets that were sent, and how many of them did not arrive, as the server tells. */
  sent: number;
  sentLost: number;
  incoming: ReadonlyMap<string, Incoming>;
};

export type Entry = Record<string, unknown> & { id: string; type: string };
type Entries = Iterable<Entry>;
const number = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0);
/** Opus always plays at this rate, whatever was recorded. */
const samplesPerMs = 48;

/** Reads the browser's statistics of a page's connections, one list of entries a connection. */
export function totalsOf(connections: readonly Entries[]): LinkTotals {
  const incoming = new Map<string, Incoming>();
  const paths: MediaPath[] = [];
  const roundTrips: number[] = [];
  let bytesIn = 0;
  let bytesOut = 0;
  let availableOutKbps: number | null = null;
  let sent = 0;
  let sentLost = 0;
  for (const [index, connection] of connections.entries()) {
    const entries = new Map([...connection].map((entry) => [entry.id, entry]));
    for (const entry of entries.values()) {
      if (entry.type === 'inbound-rtp') incoming.set(`${index} ${entry.id}`, incomingOf(entry));
      if (entry.type === 'outbound-rtp') sent += number(entry.packetsSent);
      if (entry.type === 'remote-inbound-rtp') sentLost += number(entry.packetsLost);
    }
    const pair = selectedPair(entries);
    if (!pair) continue;
    paths.push(pathOf(pair, entries));
    bytesIn += number(pair.bytesReceived);
    bytesOut += number(pair.bytesSent);
    if (typeof pair.currentRoundTripTime === 'number') roundTrips.push(pair.currentRoundTripTime * 1000);
    // Of a connection that sends nothing the browser only repeats its first guess.
    const doesSend = [...entries.values()].some(({ type }) => type === 'outbound-rtp');
    if (doesSend && typeof pair.availableOutgoingBitrate === 'number')
      availableOutKbps = Math.round(pair.availableOutgoingBitrate / 1000);
  }
  return {
    // The worse way of the two is what a person notices.
    path: (['relay', 'tcp', 'udp'] as const).find((path) => paths.includes(path)) ?? 'none',
    roundTripMs: roundTrips.length > 0 ? Math.round(Math.max(...roundTrips)) : null,
    bytesIn,
    bytesOut,
    availableOutKbps,
    sent,
    sentLost,
    incoming,
  };
}

function incomingOf(entry: Entry): Incoming {
  const isSound = entry.kind === 'audio';
  const never = number(entry.packetsLost);
  // What came at the second try the link lost all the same. Of sound a browser counts only how often it asked again.
  const lost = isSound
    ? Math.max(never, number(entry.nackCount))
    : never + number(entry.retransmittedPacketsReceived);
  return {
    received: number(entry.packetsReceived) + never - lost,
    lost,
    freezes: number(entry.freezeCount),
    freezeMs: number(entry.totalFreezesDuration) * 1000,
    playedMs: isSound ? number(entry.totalSamplesReceived) / samplesPerMs : 0,
    // Silence that is filled in while nobody speaks is no loss.
    concealedMs: isSound
      ? (number(entry.concealedSamples) - number(entry.silentConcealedSamples)) / samplesPerMs
      : 0,
  };
}

function selectedPair(entries: ReadonlyMap<string, Entry>): Entry | undefined {
  const all = [...entries.values()];
  const transport = all.find(({ type, selectedCandidatePairId: id }) => type === 'transport' && id);
  if (transport) return entries.get(transport.selectedCandidatePairId as string);
  // Firefox says it at the pair itself.
  return all.find(
    ({ type, state, selected, nominated }) =>
      type === 'candidate-pair' && state === 'succeeded' && (selected === true || nominated === true),
  );
}

function pathOf(pair: Entry, entries: ReadonlyMap<string, Entry>): MediaPath {
  const local = entries.get(String(pair.localCandidateId));
  if (local?.candidateType === 'relay') return 'relay';
  return local?.protocol === 'tcp' ? 'tcp' : 'udp';
}

/**
 * Whether media goes through the relay, and TCP to the media server was never tried. A browser tries it last, and stops looking
 * once it has any path: a relay that answers within a tenth of a second may come first.
 */
export function isCutShort(connection: Iterable<Entry>): boolean {
  const entries = new Map([...connection].map((entry) => [entry.id, entry]));
  const pair = selectedPair(entries);
  if (!pair || pathOf(pair, entries) !== 'relay') return false;
  return ![...entries.values()].some(
    ({ type, protocol, candidateType }) =>
      type === 'local-candidate' && protocol === 'tcp' && candidateType !== 'relay',
  );
}

/** What happened between two readings. A stream that has begun meanwhile counts from its start, one that ended not. */
export function factsBetween(before: LinkTotals | undefined, after: LinkTotals): QualityFacts {
  const sum = { received: 0, lost: 0, freezes: 0, freezeMs: 0, playedMs: 0, concealedMs: 0 };
  for (const [id, now] of after.incoming) {
    const was = before?.incoming.get(id);
    for (const what of Object.keys(sum) as (keyof Incoming)[])
      sum[what] += Math.max(0, now[what] - (was?.[what] ?? 0));
  }
  const { received, lost, ...rest } = sum;
  const expected = received + lost;
  const { freezes, freezeMs, playedMs, concealedMs } = rest;
  return {
    path: after.path,
    roundTripMs: after.roundTripMs,
    lossPermille: expected > 0 ? Math.round((lost / expected) * 1000) : 0,
    freezes,
    freezeMs: Math.round(freezeMs),
    playedMs: Math.round(playedMs),
    concealedMs: Math.round(concealedMs),
  };
}
