import { openPolicy, type MediaPolicy } from '#domain';
import { MediaClosed, type CloseReason, type Room } from '#media';
import type { VisitKey } from '../use-cases/visit.ts';
import { logFailed } from './unasked.ts';
import type { VisitPeer } from './visit-peer.ts';
import type { VisitDeps } from './visit.ts';

type Around = {
  readonly key: VisitKey;
  readonly peers: ReadonlyMap<string, VisitPeer>;
  /** The peer's transports are there. */
  ready(peer: VisitPeer): void;
  /** The peer's part of the room survived a worker's death. */
  rebuilt(peer: VisitPeer): void;
  /** Something that the peer sent has been cut off (M12). */
  cutOff(peer: VisitPeer, producerId: string): void;
};

/** The media room of a visit, opened with the first person in the call and closed with the last. */
export class VisitMedia {
  readonly #deps: Pick<VisitDeps, 'media' | 'log'>;
  readonly #visit: Around;
  #room: Room | undefined;
  #opening: Promise<Room> | undefined;
  #policy: MediaPolicy = openPolicy;
  /** The seat that the room has of each. */
  readonly #seated = new WeakMap<VisitPeer, string>();

  constructor(deps: Pick<VisitDeps, 'media' | 'log'>, visit: Around) {
    this.#deps = deps;
    this.#visit = visit;
  }

  get room(): Room | undefined {
    return this.#room;
  }

  /** Begins to make a peer's media; `mediaReady` settles with it, and a failure is tried again with the next tick. */
  give(peer: VisitPeer): void {
    const mediaId = peer.beginMedia();
    const isStill = () => peer.mediaId === mediaId && peer.state === 'joined';
    peer.mediaReady = this.#openRoom()
      .then(async (room) => {
        if (!isStill()) return;
        const { seat } = peer;
        this.#seated.set(peer, JSON.stringify(seat));
        const media = await room.addPeer(mediaId, seat);
        if (!isStill()) return room.removePeer(mediaId, 'left');
        const receives = await this.#readied(room, peer, mediaId);
        if (!isStill()) return;
        // A worker may have died meanwhile, and the transports be others.
        peer.media = room.peer(mediaId)?.media ?? media;
        peer.receives = receives && peer.media.send.id === media.send.id;
        this.#visit.ready(peer);
      })
      .catch((error: unknown) => {
        if (!(error instanceof MediaClosed))
          logFailed(this.#deps, { event: 'media-failed', visit: this.#visit.key.appointmentId }, error);
        if (isStill()) peer.endMedia();
      });
  }

  /** Whose page has said on entering what it can receive is told of its consumers with its media. */
  async #readied(room: Room, { receiving }: VisitPeer, mediaId: string): Promise<boolean> {
    if (!receiving) return false;
    return (await room.peer(mediaId)?.ready(receiving.rtpCapabilities, receiving.mode))?.ok === true;
  }

  /** What a page may have missed while its line was down: how its own media stands now. */
  catchUp(peer: VisitPeer): void {
    const handle = peer.handle(this.#room);
    if (!handle?.media) return;
    peer.tell('media:codecs', handle.media.codecs);
    for (const cut of handle.cutOff()) peer.tell('producer:closed', cut);
    peer.tell('media:step', handle.step);
    for (const layers of handle.layers()) peer.tell('producer:layers', layers);
    for (const each of handle.redundancies()) peer.tell('producer:redundancy', each);
  }

  /** M16: who is kept apart; what is allowed no longer is closed before this returns. True where it is not as before. */
  policyIs(policy: MediaPolicy): boolean {
    if (JSON.stringify(policy) === JSON.stringify(this.#policy)) return false;
    this.#policy = policy;
    this.#room?.setPolicy(policy);
    return true;
  }

  /** M19: a seat that is another than before; what it may receive no longer is closed before this returns. */
  seatIs(peer: VisitPeer): void {
    const seat = JSON.stringify(peer.seat);
    if (peer.mediaId === undefined || this.#seated.get(peer) === seat) return;
    this.#seated.set(peer, seat);
    this.#room?.setSeat(peer.mediaId, peer.seat);
  }

  /** Both directions are cut before this returns. */
  cut(peer: VisitPeer, reason: CloseReason): void {
    if (peer.mediaId) this.#room?.removePeer(peer.mediaId, reason);
    peer.endMedia();
  }

  close(reason: CloseReason): void {
    this.#room?.close(reason);
    this.#room = undefined;
  }

  #openRoom(): Promise<Room> {
    if (this.#room && !this.#room.closed) return Promise.resolve(this.#room);
    const { peers, key } = this.#visit;
    this.#opening ??= this.#deps.media
      .openRoom(key.appointmentId, {
        notice: (mediaId, notice) => {
          const peer = [...peers.values()].find((each) => each.mediaId === mediaId);
          if (!peer) return;
          peer.tell(notice.name, notice.data as never);
          if (notice.name === 'media:rebuilt') this.#visit.rebuilt(peer);
          if (notice.name === 'producer:closed') this.#visit.cutOff(peer, notice.data.producerId);
        },
      })
      .then((room) => {
        room.setPolicy(this.#policy);
        this.#room = room;
        // Everybody may have gone while it was being opened; an empty room would keep its name taken.
        if (peers.size === 0) this.close('left');
        return room;
      })
      .finally(() => (this.#opening = undefined));
    return this.#opening;
  }
}

/** Media is worth waiting for, but not for ever: without it the page still shows who is here. */
export const made = ({ mediaReady }: VisitPeer): Promise<void> =>
  Promise.race([mediaReady, new Promise<void>((resolve) => setTimeout(resolve, 5000).unref())]);
