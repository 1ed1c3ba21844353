// How a person of the load speaks to a mediasoup server: the same names to Neuvo and to the bare harness.
import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { NoticeData, NoticeName, PeerMedia, RequestData, RequestName, RequestReply } from '#protocol';

export type Signal = {
  media: PeerMedia;
  ask<N extends RequestName>(name: N, data: RequestData<N>): Promise<RequestReply<N>>;
  on<N extends NoticeName>(name: N, handle: (data: NoticeData<N>) => void): void;
  /** Leaves for good, so that nothing is kept for a return. */
  leave(): Promise<void>;
  close(): void;
};

/** A page of Neuvo, whose line can drop and come back. */
export type PageSignal = Signal & {
  /** Drops the line and comes back as the same page, as a browser does; resolves when it is in again. */
  comeBack(): Promise<void>;
};

export const hostSocket = (url: string, cookie: string): Socket =>
  io(url, { transports: ['websocket'], extraHeaders: { cookie }, forceNew: true });

/** Milliseconds for one answer: a person would have given up long before. */
const ANSWER_WITHIN_MS = 15_000;

const connect = (url: string, auth: object = {}): Socket =>
  io(url, { transports: ['websocket'], auth, forceNew: true });

export async function bareSignal(url: string, room: string): Promise<Signal> {
  const socket = connect(url);
  const media = (await socket.timeout(ANSWER_WITHIN_MS).emitWithAck('join', room)) as PeerMedia;
  return {
    media,
    ask: (name, data) => socket.timeout(ANSWER_WITHIN_MS).emitWithAck(name, data) as Promise<never>,
    on: (name, handle) => void socket.on(name as string, handle as never),
    leave: () => Promise.resolve(void socket.close()),
    close: () => void socket.close(),
  };
}

/** A guest; resolves when the host has let the guest in and there is media. */
export async function neuvoSignal(url: string, token: string): Promise<PageSignal> {
  const socket = connect(url, { token });
  const ask: Signal['ask'] = async (name, data) => {
    const answer = (await socket.timeout(ANSWER_WITHIN_MS).emitWithAck('request', { name, data })) as
      { ok: true; data: never } | { ok: false; error: { code: string } };
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code}`);
    return answer.data;
  };
  const on: Signal['on'] = (wanted, handle) =>
    void socket.on(
      'notice',
      ({ name, data }: { name: NoticeName; data: never }) => void (name === wanted && handle(data)),
    );
  const tabId = randomUUID();
  const enter = () => ask('visit:enter', { appointmentId: null, tabId, version: 1 });
  const media = await new Promise<PeerMedia>((resolve, reject) => {
    const take = (where: NoticeData<'visit:whereabouts'>) => {
      if (where.state === 'joined' && where.media) resolve(where.media);
    };
    on('visit:whereabouts', take);
    enter().then(take, reject);
  });
  const close = () => void socket.close();
  const comeBack = async () => {
    const connected = new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.disconnect().connect();
    await connected;
    await enter();
  };
  const leave = async () => {
    // Whoever has left has no line to ask over, and would wait for an answer in vain.
    if (socket.connected) await ask('visit:leave', {}).catch(() => undefined);
    close();
  };
  return { media, ask, on, leave, close, comeBack };
}
