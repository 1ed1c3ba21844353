// One transport to an SFU: real ICE, DTLS and SRTP by libdatachannel, RTP in and out as bytes.
import ndc, { type PeerConnection, type Track } from 'node-datachannel';
import { localFingerprint, remoteSdp, type RemoteTransport, type Section } from './sdp.ts';

export type Fingerprint = { algorithm: 'sha-256'; value: string };
export type OnPacket = (packet: Buffer) => void;

const CONNECT_WITHIN_MS = 20_000;

/** What DTLS agrees on, of all links of this process until `stop`: contenders are only comparable under the same. */
export function noteProfiles(): { agreed: ReadonlySet<string>; stop(): void } {
  const agreed = new Set<string>();
  ndc.initLogger('Debug', (_level, message) => {
    const profile = /SRTP profile is: (\S+)/.exec(message)?.[1];
    if (profile) agreed.add(profile);
  });
  // The library tells it nowhere else, and its log of every packet would be load of its own.
  return { agreed, stop: () => ndc.initLogger('Error', () => {}) };
}

abstract class Link {
  protected readonly pc: PeerConnection;
  readonly connected: Promise<void>;

  constructor(name: string) {
    this.pc = new ndc.PeerConnection(name, { iceServers: [], disableAutoNegotiation: true });
    this.connected = new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${name} did not connect: ${this.pc.iceState()}, ${this.pc.state()}`)),
        CONNECT_WITHIN_MS,
      );
      this.pc.onStateChange((state) => {
        if (state !== 'connected') return;
        clearTimeout(late);
        resolve();
      });
    });
    this.connected.catch(() => {});
  }

  protected described(kind: 'offer' | 'answer'): Promise<string> {
    return new Promise((resolve) => {
      this.pc.onLocalDescription((sdp) => resolve(sdp));
      this.pc.setLocalDescription(kind);
    });
  }

  get state(): string {
    return this.pc.state();
  }

  close(): void {
    this.pc.close();
  }
}

export type Sending = { kind: 'audio' | 'video'; mid: string; payloadType: number; ssrcs: number[] };

/** Offers what it sends. Order: `start`, tell the server our fingerprint, `connected`. */
export class SendLink extends Link {
  readonly tracks = new Map<string, Track>();
  readonly #sections: Section[] = [];

  constructor(name: string, sendings: readonly Sending[], onRtcp: OnPacket) {
    super(name);
    for (const { kind, mid, payloadType, ssrcs } of sendings) {
      const media = kind === 'audio' ? new ndc.Audio(mid, 'SendOnly') : new ndc.Video(mid, 'SendOnly');
      if (media instanceof ndc.Audio) media.addOpusCodec(payloadType);
      else (media as InstanceType<typeof ndc.Video>).addVP8Codec(payloadType);
      for (const ssrc of ssrcs) media.addSSRC(ssrc, 'bench');
      const track = this.pc.addTrack(media);
      track.onMessage(onRtcp);
      this.tracks.set(mid, track);
      this.#sections.push({ kind, mid, payloadType, ssrcs: [] });
    }
  }

  async start(remote: RemoteTransport): Promise<Fingerprint> {
    const sdp = await this.offerSdp();
    this.answered(remoteSdp(remote, 'passive', 'recvonly', this.#sections));
    return localFingerprint(sdp);
  }

  /** For a server that speaks SDP itself. */
  offerSdp(): Promise<string> {
    return this.described('offer');
  }

  answered(sdp: string): void {
    this.pc.setRemoteDescription(sdp, 'answer');
  }
}

/**
 * Takes what is offered to it. All streams of a kind share one section; `offer` again adds streams. Without
 * `onPacket` packets are received and decrypted all the same and then dropped, which costs less.
 */
export class RecvLink extends Link {
  readonly #onPacket: OnPacket | undefined;
  readonly #tracks: Track[] = [];

  constructor(name: string, onPacket: OnPacket | undefined) {
    super(name);
    this.#onPacket = onPacket;
    this.pc.onTrack((track) => {
      this.#tracks.push(track);
      if (this.#onPacket) track.onMessage(this.#onPacket);
    });
  }

  async offer(remote: RemoteTransport, sections: readonly Section[]): Promise<Fingerprint> {
    return localFingerprint(await this.answerTo(remoteSdp(remote, 'actpass', 'sendonly', sections)));
  }

  /** For a server that speaks SDP itself. */
  answerTo(sdp: string): Promise<string> {
    this.pc.setRemoteDescription(sdp, 'offer');
    return this.described('answer');
  }
}
