/** What is known of one media worker when a place on it is wanted. */
export type WorkerLoad = {
  id: number;
  /** Share of one core that it used lately, 0 to 1. */
  cpu: number;
  peers: number;
  rooms: number;
};

/** Share of a core above which a room takes its next peers to another worker. Higher leaves no room for a burst. */
export const fullCpu = 0.7;
/**
 * What a peer is assumed to cost before it is measured (share of a core): a burst of joins within one measurement
 * must not all land on the same worker.
 */
const assumedCpuPerPeer = 0.005;

const load = ({ cpu, peers }: WorkerLoad): number => cpu + peers * assumedCpuPerPeer;

function lightest(workers: readonly WorkerLoad[]): WorkerLoad | undefined {
  return [...workers].sort((a, b) => load(a) - load(b) || a.rooms - b.rooms || a.id - b.id)[0];
}

/** M10: a new room goes to the least loaded worker. Undefined when there is none. */
export const placeRoom = (workers: readonly WorkerLoad[]): number | undefined => lightest(workers)?.id;

/**
 * M10: the worker for one more peer of a room that is on the workers `here`, with so many of the room's peers on each.
 * It stays together while there is room; then it goes on on the least loaded other worker that has more left.
 */
export function placePeer(
  workers: readonly WorkerLoad[],
  here: ReadonlyMap<number, number>,
  peersPerWorker: number,
): number | undefined {
  const ours = workers.filter(({ id }) => here.has(id));
  const open = ours.filter(({ id, cpu }) => cpu < fullCpu && (here.get(id) ?? 0) < peersPerWorker);
  if (open.length > 0) return lightest(open)?.id;
  const others = workers.filter(({ id }) => !here.has(id));
  const next = lightest(others);
  const best = lightest(ours);
  if (!best) return next?.id;
  return next && load(next) < load(best) ? next.id : best.id;
}
