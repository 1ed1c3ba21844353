// Everybody of one load at one contender.
import type { Address } from '../contender.ts';
import { JanusPeer } from './janus-peer.ts';
import { JanusSession } from './janus-signal.ts';
import { MediasoupPeer } from './mediasoup-peer.ts';
import { openVisit } from './neuvo-visit.ts';
import type { Plan } from './plan.ts';
import { RelayPeer } from './relay-peer.ts';
import { bareSignal, neuvoSignal, type Signal } from './signal.ts';
import { Pacer } from '../rtc/stream.ts';

/** Receivers of a load whose every packet is looked at; the others' are counted by the kernel. */
const METERED = 3;
const LOUD = 25;
const QUIET = 110;

/** Milliseconds from sending to arrival, in the same process. */
export type Delays = { packets: number; p50Ms: number; p99Ms: number };
/** `spared`: packets that were due and not sent, since nobody needed their layer. */
export type Count = { sent: number; spared: number; metered: number; lost: number };

export class Session {
  readonly peers: (MediasoupPeer | JanusPeer | RelayPeer)[] = [];
  readonly #closers: (() => void | Promise<void>)[] = [];
  #pacer = new Pacer([]);

  static async open(address: Address, plan: Plan): Promise<Session> {
    const session = new Session();
    try {
      await session.#openRooms(address, plan);
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  async #openRooms(address: Address, plan: Plan): Promise<void> {
    for (let room = 0; room < plan.rooms; room++) {
      if (address.kind === 'janus') await this.#openJanusRoom(address.url, plan);
      else if (address.kind === 'relay') await this.#openRelay(address, plan);
      else await this.#openRoom(address, plan, `room-${room}`);
    }
    this.#pacer = new Pacer(this.peers.flatMap(({ streams }) => streams));
  }

  async #openRoom(address: Address, plan: Plan, room: string): Promise<void> {
    const join = await this.#door(address, plan, room);
    const peers: MediasoupPeer[] = [];
    for (let index = 0; index < plan.people; index++) {
      const peer = new MediasoupPeer(`${room} ${index}`, await join(), this.#isMetered(plan, index));
      peers.push(peer);
      this.peers.push(peer);
    }
    const senders = peers.slice(0, plan.senders);
    for (const [index, peer] of senders.entries()) {
      await peer.produce(plan.shape, index < plan.speakers ? LOUD : QUIET);
    }
    const each = plan.shape.audio ? 2 : 1;
    for (const peer of peers) {
      const others = senders.length - (senders.includes(peer) ? 1 : 0);
      const offers = others * each + (plan.strangers ?? 0);
      if (offers === 0) continue;
      await peer.ready(offers);
      await peer.receive();
    }
  }

  async #openJanusRoom(url: string, plan: Plan): Promise<void> {
    const janus = await JanusSession.open(url);
    let room = 0;
    const handle = await janus.attach();
    this.#closers.push(async () => {
      // A room outlives its people.
      if (room) await janus.ask(handle, { request: 'destroy', room }).catch(() => {});
      janus.close();
    });
    const limits = { publishers: plan.people, bitrate: 0, audiocodec: 'opus', videocodec: 'vp8' };
    const { data } = await janus.ask(handle, { request: 'create', ...limits });
    room = data['room'] as number;
    const peers: JanusPeer[] = [];
    for (let index = 0; index < plan.people; index++) {
      peers.push(new JanusPeer(`room ${room} ${index}`, janus, room, this.#isMetered(plan, index)));
    }
    this.peers.push(...peers);
    for (const peer of peers.slice(0, plan.senders)) await peer.produce(plan.shape);
    for (const peer of peers) {
      const feeds = peers.flatMap((other) => (other === peer ? [] : (other.feed ?? [])));
      if (feeds.length > 0) await peer.receive(feeds);
    }
  }

  /** A relay has one room and no rules: one sends and all others receive. */
  async #openRelay({ remote, isReadable }: Address & { kind: 'relay' }, plan: Plan): Promise<void> {
    const peers: RelayPeer[] = [];
    for (let index = 0; index < plan.people; index++) {
      peers.push(new RelayPeer(`relay ${index}`, remote, isReadable && this.#isMetered(plan, index)));
    }
    this.peers.push(...peers);
    const ssrc = await peers[0]!.produce(plan.shape);
    for (const peer of peers.slice(1)) await peer.receive([ssrc]);
  }

  /** The first receivers of the load; everybody receives where everybody sends. */
  #isMetered({ senders, people }: Plan, index: number): boolean {
    return this.peers.length < people && index >= senders % people && index < (senders % people) + METERED;
  }

  async #door(address: Address, plan: Plan, room: string): Promise<() => Promise<Signal>> {
    if (address.kind === 'bare') return () => bareSignal(address.url, room);
    if (address.kind !== 'neuvo') throw new Error(`${address.kind} has no rooms.`);
    const { tokens, url } = address;
    if (tokens) return () => neuvoSignal(url, tokens.shift()!);
    const visit = await openVisit(address.url, address.dataFolder, plan.people);
    this.#closers.push(() => visit.close());
    return () => visit.join();
  }

  /** Everybody shows `tiles` of the others in this size, the next ones in a ring, and hides the rest. */
  async view(tiles: number, widthPx: number, heightPx: number): Promise<void> {
    for (const [index, peer] of this.peers.entries()) {
      if (!(peer instanceof MediasoupPeer)) throw new Error('Only Neuvo is told what is shown.');
      const videos = peer.consumers.filter(({ kind }) => kind === 'video');
      const views = videos.map(({ consumerId }, at) => {
        const visible = (at - index + videos.length) % videos.length < tiles;
        return { consumerId, widthPx: visible ? widthPx : 0, heightPx: visible ? heightPx : 0, visible };
      });
      await peer.signal.ask('consumer:viewport', { views });
    }
  }

  start(): void {
    this.#pacer.start();
  }

  pause(): void {
    this.#pacer.stop();
  }

  count(): Count {
    const count: Count = { sent: 0, spared: 0, metered: 0, lost: 0 };
    for (const { streams, meter } of this.peers) {
      for (const { packets, spared } of streams) {
        count.sent += packets;
        count.spared += spared;
      }
      count.metered += meter?.packets ?? 0;
      count.lost += meter?.lost ?? 0;
    }
    return count;
  }

  delays(): Delays {
    const all = this.peers.flatMap(({ meter }) => meter?.delaysMs.splice(0) ?? []).sort((a, b) => a - b);
    const at = (share: number) => all[Math.floor(all.length * share)] ?? NaN;
    return { packets: all.length, p50Ms: at(0.5), p99Ms: at(0.99) };
  }

  async close(): Promise<void> {
    this.pause();
    await Promise.all(this.peers.map((peer) => peer.close()));
    for (const close of this.#closers) await close();
  }
}
