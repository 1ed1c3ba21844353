// Where a measurement happens: the server in one network namespace and the load in another, a cable between
// them, each on a core of its own. Where namespaces can't be made, both are on the loopback interface.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

export type End = 'server' | 'load';

/** From the range that is set aside for benchmarks (RFC 2544); nothing leaves the two namespaces. */
const ADDRESSES: Record<End, string> = { server: '198.18.0.2', load: '198.18.0.1' };
const CORES: Record<End, number> = { server: 0, load: 1 };

export class Place {
  /** False on loopback. */
  readonly isIsolated: boolean;
  readonly #id: string;

  private constructor(isIsolated: boolean, id: string) {
    this.isIsolated = isIsolated;
    this.#id = id;
  }

  static make(): Place {
    const id = `neuvo${process.pid}`;
    const place = new Place(true, id);
    // It outlives us by a moment, however we end, and takes the namespaces and whatever runs in them along.
    const janitor = spawn('sh', ['-c', JANITOR, 'janitor', place.#name('server'), place.#name('load')], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    janitor.unref();
    (janitor.stdin as unknown as { unref(): void }).unref();
    const [server, load] = [`s${process.pid}`, `l${process.pid}`];
    const steps = [
      `netns add ${place.#name('server')}`,
      `netns add ${place.#name('load')}`,
      `link add ${server} netns ${place.#name('server')} type veth peer name ${load} netns ${place.#name('load')}`,
      ...(['server', 'load'] as const).flatMap((end) => {
        const inside = `-n ${place.#name(end)}`;
        const device = place.device(end);
        return [
          `${inside} link set lo up`,
          `${inside} addr add ${ADDRESSES[end]}/24 dev ${device}`,
          `${inside} link set ${device} up`,
        ];
      }),
    ];
    for (const step of steps) {
      const { status, error } = spawnSync('ip', step.split(' '), { stdio: 'ignore' });
      if (status !== 0 || error) return new Place(false, id);
    }
    return place;
  }

  #name(end: End): string {
    return `${this.#id}-${end}`;
  }

  device(end: End): string {
    return `${end === 'server' ? 's' : 'l'}${process.pid}`;
  }

  address(end: End): string {
    return this.isIsolated ? ADDRESSES[end] : '127.0.0.1';
  }

  /** The command line that runs `command` at this end, on any core. */
  enter(end: End, command: readonly string[]): string[] {
    return this.isIsolated ? ['ip', 'netns', 'exec', this.#name(end), ...command] : [...command];
  }

  /** The command line that runs `command` at this end, on its core and, unless told otherwise, before others. */
  command(end: End, command: readonly string[], isFirst = true): [string, ...string[]] {
    // What else runs on the machine must neither starve the load nor throw the server out of its turn.
    const first = isFirst && process.getuid?.() === 0 ? ['chrt', '--rr', '1', ...command] : command;
    const pinned = availableParallelism() > 1 ? ['taskset', '-c', String(CORES[end]), ...first] : first;
    return this.enter(end, pinned) as [string, ...string[]];
  }

  spawn(end: End, command: readonly string[], options: SpawnOptions, isFirst = true): ChildProcess {
    const [first, ...rest] = this.command(end, command, isFirst);
    return spawn(first, rest, options);
  }

  /** Runs a short command at this end; throws what it said where it failed. `input` is its standard input. */
  run(end: End, command: readonly string[], input = ''): void {
    const [first, ...rest] = this.command(end, command);
    const { status, stderr, error } = spawnSync(first, rest, { input, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command.join(' ')}: ${error?.message ?? stderr.trim()}`);
  }

  /** What a row has to say about where it was measured. */
  get note(): string | undefined {
    return this.isIsolated ? undefined : 'on loopback: network namespaces could not be made';
  }
}

const JANITOR = `
cat > /dev/null
for name in "$@"; do
  ip netns pids "$name" 2> /dev/null | xargs -r kill -9
  ip netns del "$name" 2> /dev/null
done`;
