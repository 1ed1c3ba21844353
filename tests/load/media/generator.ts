import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Contender } from './contender.ts';
import type { Ask, Told } from './generator-process.ts';
import type { Plan } from './peers/plan.ts';
import type { Count, Delays } from './peers/session.ts';
import type { Place } from './place.ts';

/** The load's process, from outside. */
export class Generator {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (told: Told) => void; reject: (error: Error) => void }>();
  #asked = 0;

  /** Not `isFirst`: it runs only while a generator that measures leaves it time. */
  constructor(place: Place, { isFirst = true } = {}) {
    const command = [process.execPath, join(import.meta.dirname, 'generator-process.ts')];
    this.#child = place.spawn('load', command, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }, isFirst);
    // "ip" and "taskset" become what they start, so this is the generator itself.
    this.pid = this.#child.pid!;
    this.#child.on('message', ({ id, told }: { id: number; told: Told }) => {
      this.#waiting.get(id)?.resolve(told);
      this.#waiting.delete(id);
    });
    this.#child.once('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(`The load's process ended with ${code ?? signal}.`));
    });
  }

  async #ask(ask: Ask): Promise<Told & { ok: true }> {
    const told = await new Promise<Told>((resolve, reject) => {
      const id = this.#asked++;
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, ask });
    });
    if (!told.ok) throw new Error(told.why);
    return told;
  }

  /** Connects everybody; nothing is sent until `start`. */
  async open({ name, address }: Contender, plan: Plan): Promise<Load> {
    const id = `${name} ${this.#asked}`;
    const { profiles = [] } = await this.#ask({ do: 'open', id, address, plan });
    return {
      pid: this.pid,
      profiles,
      view: async (tiles, widthPx, heightPx) =>
        void (await this.#ask({ do: 'view', id, tiles, widthPx, heightPx })),
      start: async () => void (await this.#ask({ do: 'start', id })),
      pause: async () => void (await this.#ask({ do: 'pause', id })),
      close: async () => void (await this.#ask({ do: 'close', id })),
      count: async () => (await this.#ask({ do: 'count', id })).count!,
      delays: async () => (await this.#ask({ do: 'delays', id })).delays!,
    };
  }

  /** Links into a new visit, whose host lets in whoever waits for as long as this process lives. */
  async visit({ address }: Contender, people: number): Promise<string[]> {
    if (address.kind !== 'neuvo') throw new Error('Only Neuvo has visits.');
    const { url, dataFolder } = address;
    return (await this.#ask({ do: 'visit', id: 'visit', url, dataFolder, people })).links!;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

export type Load = {
  /** The process that sends and receives. */
  pid: number;
  /** What DTLS agreed on; empty where there is no DTLS. */
  profiles: string[];
  /** Everybody shows so many of the others in this size and hides the rest. */
  view?(tiles: number, widthPx: number, heightPx: number): Promise<void>;
  start(): Promise<void>;
  pause(): Promise<void>;
  close(): Promise<void>;
  count(): Promise<Count>;
  /** How late packets were that arrived since the last call, where the shape is timed. */
  delays(): Promise<Delays>;
};
