// Everybody of one load at one contender.
import type { Address } from '../contender.ts';
import type { LoadShape } from './load-shape.ts';
import { MediasoupPeer } from './mediasoup-peer.ts';
import { openVisit } from './neuvo-visit.ts';
import { bareSignal, type Signal } from './signal.ts';
import { Pacer } from '../rtc/stream.ts';

export type Plan = {
  rooms: number;
  people: number;
  /** How many of a room's people send; all receive what others send. */
  senders: number;
  /** How many of a room's people speak; the other senders' microphones are quiet. */
  speakers: number;
  shape: LoadShape;
};

/** Receivers of a load whose every packet is looked at; the others' are counted by the kernel. */
const METERED = 3;
const LOUD = 25;
const QUIET = 110;

export type Count = { sent: number; metered: number; lost: number };

export class Session {
  readonly peers: MediasoupPeer[] = [];
  readonly #closers: (() => void)[] = [];
  #pacer = new Pacer([]);

  static async open(address: Address, plan: Plan): Promise<Session> {
    const session = new Session();
    for (let room = 0; room < plan.rooms; room++) await session.#openRoom(address, plan, `room-${room}`);
    session.#pacer = new Pacer(session.peers.flatMap(({ streams }) => streams));
    return session;
  }

  async #openRoom(address: Address, plan: Plan, room: string): Promise<void> {
    const join = await this.#door(address, plan, room);
    const peers: MediasoupPeer[] = [];
    for (let index = 0; index < plan.people; index++) {
      const isMetered = this.peers.length < plan.senders + METERED && index >= plan.senders % plan.people;
      const peer = new MediasoupPeer(`${room} ${index}`, await join(), isMetered);
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
      if (others === 0) continue;
      await peer.ready(others * each);
      await peer.receive();
    }
  }

  async #door(address: Address, plan: Plan, room: string): Promise<() => Promise<Signal>> {
    if (address.kind === 'bare') return () => bareSignal(address.url, room);
    if (address.kind !== 'neuvo') throw new Error(`Nobody here can join ${address.kind}.`);
    const visit = await openVisit(address.url, address.dataFolder, plan.people);
    this.#closers.push(() => visit.close());
    return () => visit.join();
  }

  start(): void {
    this.#pacer.start();
  }

  pause(): void {
    this.#pacer.stop();
  }

  count(): Count {
    const count: Count = { sent: 0, metered: 0, lost: 0 };
    for (const { streams, meter } of this.peers) {
      for (const stream of streams) count.sent += stream.packets;
      count.metered += meter?.packets ?? 0;
      count.lost += meter?.lost ?? 0;
    }
    return count;
  }

  close(): void {
    this.pause();
    for (const peer of this.peers) peer.close();
    for (const close of this.#closers) close();
  }
}
