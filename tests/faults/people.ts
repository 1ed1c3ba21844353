import { expect, vi } from 'vitest';
import { plain } from '../load/media/peers/load-shape.ts';
import { MediasoupPeer } from '../load/media/peers/mediasoup-peer.ts';
import { openVisit, type OpenVisit } from '../load/media/peers/neuvo-visit.ts';
import { Pacer } from '../load/media/rtc/stream.ts';
import type { RunningServer } from '../support/start-server.ts';

/** People with real ICE, DTLS and SRTP and without a browser, in visits of a running server. */
export class People {
  readonly #server: () => RunningServer;
  readonly #open: { close(): unknown }[] = [];
  readonly #pacers: Pacer[] = [];

  constructor(server: () => RunningServer) {
    this.#server = server;
  }

  /** `server`: another than that of all. */
  async visit(people: number, server = this.#server()): Promise<OpenVisit> {
    return this.keep(await openVisit(server.baseURL, server.dataFolder, people));
  }

  async person(name: string, { join }: OpenVisit): Promise<MediasoupPeer> {
    return this.keep(new MediasoupPeer(name, await join(), true));
  }

  /** Is closed with everything else. */
  keep<T extends { close(): unknown }>(each: T): T {
    this.#open.push(each);
    return each;
  }

  send(peer: MediasoupPeer): Pacer {
    const pacer = new Pacer(peer.streams);
    this.#pacers.push(pacer);
    pacer.start();
    return pacer;
  }

  /** Two people of `own`: one sends a steady picture, the other receives it. */
  async pair(own: OpenVisit): Promise<{ from: MediasoupPeer; to: MediasoupPeer; flows(): Promise<void> }> {
    const [from, to] = [await this.person('from', own), await this.person('to', own)];
    await from.produce(plain(60, 500), 127);
    await to.ready(1);
    await to.receive();
    this.send(from);
    const flows = () => arrives(to);
    await flows();
    return { from, to, flows };
  }

  async goHome(): Promise<void> {
    for (const pacer of this.#pacers.splice(0)) pacer.stop();
    // The last one in was the last one made: people leave before their host does.
    for (const each of this.#open.splice(0).reverse()) await each.close();
  }
}

/** Half a second of a steady picture comes through from now on. */
export async function arrives(to: MediasoupPeer): Promise<void> {
  const before = to.meter!.packets;
  await vi.waitFor(() => expect(to.meter!.packets).toBeGreaterThan(before + 30));
}
