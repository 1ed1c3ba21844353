import { createSocket, type Socket } from 'node:dgram';
import type { BrowserContext } from '@playwright/test';

/** How long (ms) a slow link keeps packets in its queue before it drops them, as a phone network does. */
const queueMs = 300;

/**
 * A bad network between the pages of a context and the media server, in user space: it loses, delays, slows down and
 * dies as it is told. Media goes through it over UDP only; signalling does not, that is `context.setOffline`.
 */
export class BadNetwork {
  lossShare = 0;
  delayMs = 0;
  /** Each way. */
  kbps = Infinity;
  isDead = false;
  /** Packets of media that came to it so far, by payload type, which encryption leaves open. */
  readonly payloads = { up: new Map<number, number>(), down: new Map<number, number>() };
  readonly #ports = new Map<number, Promise<number>>();
  readonly #sockets: Socket[] = [];

  /** Before the context's first page is opened. */
  async attach(context: BrowserContext): Promise<void> {
    await context.exposeFunction('portThrough', (address: string, port: number) =>
      this.#portThrough(address, port),
    );
    await context.addInitScript(() => {
      const { portThrough } = globalThis as unknown as {
        portThrough(address: string, port: number): Promise<number>;
      };
      const set = RTCPeerConnection.prototype.setRemoteDescription;
      RTCPeerConnection.prototype.setRemoteDescription = async function (description) {
        const lines: string[] = [];
        for (const line of (description.sdp ?? '').split('\r\n')) {
          const words = line.split(' ');
          if (line.startsWith('a=candidate:')) {
            if (words[2] !== 'udp') continue;
            words[5] = String(await portThrough(words[4]!, Number(words[5])));
          }
          lines.push(words.join(' '));
        }
        const through = { type: description.type, sdp: lines.join('\r\n') };
        return Reflect.apply(set, this, [through]) as Promise<void>;
      };
    });
  }

  close(): void {
    // What is still on its way arrives nowhere.
    this.isDead = true;
    for (const socket of this.#sockets) socket.close();
  }

  #portThrough(address: string, port: number): Promise<number> {
    const known = this.#ports.get(port);
    if (known) return known;
    const opened = this.#open(address, port);
    this.#ports.set(port, opened);
    return opened;
  }

  /** One socket towards the browsers, and one towards the server for each browser's address. */
  #open(address: string, port: number): Promise<number> {
    const front = this.#socket();
    const backs = new Map<string, { back: Socket; up: Link; down: Link }>();
    front.on('message', (packet, from) => {
      const key = `${from.address} ${from.port}`;
      let way = backs.get(key);
      if (!way) {
        const back = this.#socket();
        const down = this.#link((data) => front.send(data, from.port, from.address));
        back.on('message', (data) => this.#pass(data, 'down', down));
        way = { back, down, up: this.#link((data) => back.send(data, port, address)) };
        backs.set(key, way);
      }
      this.#pass(packet, 'up', way.up);
    });
    return new Promise((resolve) => front.bind(0, address, () => resolve(front.address().port)));
  }

  #pass(packet: Buffer, way: 'up' | 'down', link: Link): void {
    const [first = 0, second = 0] = packet;
    const isMedia = first >> 6 === 2 && (second < 192 || second > 223); // RFC 5761: RTCP lies between
    const counted = this.payloads[way];
    if (isMedia) counted.set(second & 127, (counted.get(second & 127) ?? 0) + 1);
    link(packet);
  }

  #socket(): Socket {
    const socket = createSocket('udp4');
    socket.on('error', () => undefined);
    this.#sockets.push(socket);
    return socket;
  }

  #link(deliver: (packet: Buffer) => void): Link {
    let freeAt = 0;
    return (packet) => {
      if (this.isDead || Math.random() < this.lossShare) return;
      const now = performance.now();
      freeAt = Math.max(freeAt, now) + (packet.length * 8) / this.kbps;
      const waitMs = freeAt - now + this.delayMs;
      if (freeAt - now > queueMs) return void (freeAt -= (packet.length * 8) / this.kbps);
      if (waitMs < 1) deliver(packet);
      else setTimeout(() => this.isDead || deliver(packet), waitMs);
    };
  }
}

type Link = (packet: Buffer) => void;

/** Ways to the media server that the pages of this context can't take, as if a firewall stood between. */
export async function blockCandidates(context: BrowserContext, blocked: 'udp' | 'all'): Promise<void> {
  await context.addInitScript((what) => {
    const set = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = function (description) {
      const sdp = (description.sdp ?? '')
        .split('\r\n')
        .filter((line) => !line.startsWith('a=candidate:') || (what === 'udp' && !/ udp /i.test(line)))
        .join('\r\n');
      return Reflect.apply(set, this, [{ type: description.type, sdp }]) as Promise<void>;
    };
  }, blocked);
}
