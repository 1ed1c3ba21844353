// One file, however long: the whole server as tests talk to it, by routes and by sockets, and nothing of any one matter.
import { hash } from '@node-rs/argon2';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { io as connectSocket, type Socket } from 'socket.io-client';
import {
  addDays,
  emptyRequest,
  instantOf,
  minuteMs,
  missedAfterMs,
  type Instant,
  type RequestContent,
} from '#domain';
import { dayExceptions, demoPassword, newId, openStore, schema, seed, type OutboxMessage } from '#db';
import { MediaServer } from '#media';
import {
  protocolVersion,
  type NoticeData,
  type NoticeName,
  type ProtocolError,
  type Receiving,
  type RequestData,
  type RequestName,
  type RequestReply,
} from '#protocol';
import { buildApp } from '../../apps/server/src/app.ts';
import type { Deps } from '../../apps/server/src/deps.ts';
import { tickOnce } from '../../apps/server/src/jobs/ticker.ts';
import { Live } from '../../apps/server/src/live/live.ts';
import { Metrics } from '../../apps/server/src/metrics.ts';
import { getWorker } from '../../infra/mediasoup-worker/get-worker.mjs';
import { freeMediaPorts } from './start-server.ts';

/** How long a test waits for what is to come: a machine that stands still meanwhile is no defect, and only a failure costs it. */
const PATIENCE_MS = 20_000;

/** Monday 23 November 2026, eight in the morning in Finland: before the seeded specialists' first hour. */
export const monday: Instant = instantOf('2026-11-23', '08:00');
export const childService = 'service-child-psychiatry';
export const socialService = 'service-social-work';

export const emails = {
  aino: 'aino.lampi@lehtola.example',
  pekka: 'pekka.korpela@hiekkala.example',
  maria: 'maria.sundqvist@norrvik.example',
  leena: 'leena.ahola@suvanto.example',
  elina: 'elina.saarikko@sairaala.example',
  sanna: 'sanna.koskela@suvanto.example',
  johan: 'johan.lindgren@sairaala.example',
  mikko: 'mikko.niemi@suvanto.example',
  tapio: 'tapio.vuori@poliisi.example',
} as const;
export type Who = keyof typeof emails;

/** A password that everybody knows needs no costly hash: looking at one costs what its text says. */
const passwordHash = hash(demoPassword, { memoryCost: 64, timeCost: 1, parallelism: 1 });

let worker: ReturnType<typeof getWorker> | undefined;
const seeded = new Map<Instant, Buffer>();

/** Puts the people and services as they are at a moment into a new file; they are made once for all tests of a process. */
async function seedFile(file: string, now: Instant): Promise<void> {
  let content = seeded.get(now);
  if (!content) {
    const store = openStore(file);
    const known = await passwordHash;
    store.write((tx) => seed(tx, known, now));
    // The last one to close a file puts into it what its log holds.
    store.close();
    content = readFileSync(file);
    seeded.set(now, content);
  }
  writeFileSync(file, content);
}

/** The whole server on a real database and real workers; the clock stands still until a test moves it. */
export async function startTestApp(
  options: {
    now?: Instant;
    delivery?: Deps['delivery'];
    file?: string;
    /** A server that is started again, which goes on with what is in its file. */
    isAgain?: boolean;
    demo?: boolean;
    metricsToken?: string;
    mailBounceSecret?: string;
    fetchCalendar?: Deps['fetchCalendar'];
    sendPush?: Deps['sendPush'];
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'neuvo-test-'));
  const clock = { now: options.now ?? monday };
  const file = options.file ?? join(folder, 'neuvo.db');
  if (options.file === undefined) await seedFile(file, clock.now);
  const store = openStore(file);
  if (options.file !== undefined && !options.isAgain) {
    const known = await passwordHash;
    store.write((tx) => seed(tx, known, clock.now));
  }
  const [min, max] = (await freeMediaPorts()).split('-').map(Number) as [number, number];
  const media = await MediaServer.start({
    workerBin: (await (worker ??= getWorker())).path,
    workers: 1,
    listenIps: ['127.0.0.1'],
    ports: { min, max },
  });
  const log: object[] = [];
  const deps: Deps = {
    settings: {
      demo: options.demo ?? true,
      publicUrl: new URL('http://localhost:3000'),
      trustProxy: 'loopback',
      metricsToken: options.metricsToken,
      mailBounceSecret: options.mailBounceSecret,
      mailFrom: 'Neuvo <neuvo@example.fi>',
      icsAllowHttp: false,
      smtp: undefined,
      sms: undefined,
    },
    store,
    now: () => clock.now,
    live: new Live(),
    media,
    delivery: options.delivery ?? (() => Promise.resolve()),
    fetchCalendar:
      options.fetchCalendar ?? (() => Promise.resolve({ ok: false, error: 'unreachable' as const })),
    sendPush: options.sendPush ?? (() => Promise.resolve('sent' as const)),
    metrics: new Metrics(),
    log: pino({ level: 'info', base: null }, { write: (line) => void log.push(JSON.parse(line) as object) }),
  };
  const { http, registry, duty } = await buildApp({
    deps,
    system: { version: 'test', demoAccounts: () => [] },
  });
  await http.listen({ port: 0, host: '127.0.0.1' });
  const { port } = http.server.address() as AddressInfo;
  const sockets: Socket[] = [];
  const cookies = new Map<Who, { cookie: string; since: Instant }>();

  let signedInAt = clock.now;

  async function cookieOf(who: Who): Promise<string> {
    // A later sign-in has swept what had expired by then, also when the clock is set back since.
    if (clock.now < signedInAt) cookies.clear();
    signedInAt = clock.now;
    const known = cookies.get(who);
    // A test that moves the clock by days signs in again, as people do.
    if (known && clock.now - known.since < 60 * minuteMs) return known.cookie;
    const payload = { email: emails[who], password: demoPassword };
    const response = await http.inject({ method: 'POST', url: '/api/session', payload });
    const cookie = String(response.headers['set-cookie']).split(';')[0]!;
    cookies.set(who, { cookie, since: clock.now });
    return cookie;
  }

  /** One request as somebody; `body` is the parsed answer. */
  async function call(
    who: Who | { token: string } | undefined,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    payload?: object,
  ) {
    const headers: Record<string, string> = {};
    if (typeof who === 'string') headers.cookie = await cookieOf(who);
    else if (who) headers.authorization = `Bearer ${who.token}`;
    const response = await http.inject({ method, url, headers, ...(payload && { payload }) });
    const isJson = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      body: (isJson ? response.json() : response.body) as never,
      headers: response.headers,
    };
  }

  const outbox = (): OutboxMessage[] => store.read((tx) => tx.select().from(schema.outboxMessage).all());

  /** The tokens of visits in what this address was sent, the first first; of the outbox from this place on. */
  const visitTokens = (recipient: string, from = 0): string[] =>
    outbox()
      .slice(from)
      .filter((message) => message.recipient === recipient)
      .flatMap(({ body }) => /\/v#([\w-]+)/.exec(body)?.[1] ?? []);

  /** A practitioner gives one more service of their organisation. */
  function offerToo(serviceId: string, practitionerId: string, organisationId: string) {
    const given = { serviceId, practitionerId, organisationId };
    store.write((tx) => tx.insert(schema.servicePractitioner).values(given).onConflictDoNothing().run());
  }

  /** Opens a specialist's time outside the weekly hours, so that a test has a slot of its own. */
  function openHours(
    date: string,
    from: string,
    to: string,
    serviceId = childService,
    practitionerId = 'user-elina',
  ) {
    store.write((tx) =>
      dayExceptions.insert(tx, 'org-sairaala', {
        kind: 'extra',
        ...{ id: newId(), practitionerId, serviceIds: [serviceId], date, lastDate: date, from, to },
      }),
    );
  }

  /** Books a visit as Aino with Elina; answers its id and the guests' tokens in order. */
  async function book(startsAt: Instant, content: Partial<RequestContent> = {}) {
    const payload = {
      draftId: newId(),
      serviceId: childService,
      practitionerId: 'user-elina',
      startsAt,
      content: { ...request, ...content },
    };
    const { status, body } = await call('aino', 'POST', '/api/appointments', payload);
    if (status !== 201) throw new Error(`booking was refused: ${JSON.stringify(body)}`);
    const { appointmentId } = body as { appointmentId: string };
    const tokens = outbox()
      .filter((message) => message.appointmentId === appointmentId)
      .flatMap((message) => /\/v#([\w-]+)/.exec(message.body)?.[1] ?? []);
    return { appointmentId, tokens, payload };
  }

  /** A visit of its own, about to begin: the n-th is on the n-th of December, when nobody else's is. */
  async function bookOn(n: number) {
    const date = `2026-12-${String(n).padStart(2, '0')}`;
    const startsAt = instantOf(date, '07:05');
    openHours(date, '07:05', '07:50');
    clock.now = startsAt - 20 * minuteMs;
    const booked = await book(startsAt);
    clock.now = startsAt;
    return booked;
  }

  /** A page's socket, as a person with an account or as a guest. */
  async function page(who: Who | { token: string }): Promise<TestPage> {
    const socket = connectSocket(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...(typeof who === 'string'
        ? { extraHeaders: { cookie: await cookieOf(who) } }
        : { auth: { token: who.token } }),
    });
    sockets.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return new TestPage(socket);
  }

  /** This person's line has gone, and it has lasted so long that the others are told (Q8). */
  async function isMissed(participantId: string) {
    for (let waited = 0; registry.isOnline(participantId); waited += 10) {
      if (waited > PATIENCE_MS) throw new Error('the line is still there');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    clock.now += missedAfterMs;
    tickOnce(deps, registry);
  }

  async function close() {
    for (const socket of sockets) socket.close();
    await http.close();
    await media.close('server-stopping');
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }

  return {
    http,
    registry,
    duty,
    deps,
    store,
    media,
    clock,
    log,
    folder,
    port,
    call,
    cookieOf,
    outbox,
    visitTokens,
    offerToo,
    openHours,
    book,
    bookOn,
    page,
    isMissed,
    close,
    tick: () => tickOnce(deps, registry),
  };
}
export type TestApp = Awaited<ReturnType<typeof startTestApp>>;

export const request: RequestContent = {
  ...emptyRequest,
  question: 'How can the school help?',
  background: 'Background',
  urgency: 'routine',
  subject: { kind: 'new-case', initials: 'O.L.', birthYear: 2017 },
  consentNoted: true,
  guests: [{ name: 'Laura', channel: 'email', address: 'laura@perhe.example', language: 'fi' }],
};

/** The seeded child psychiatrist's first slots of the test's Monday: 9.00, 9.45, 10.30, 11.15. */
export const slotAt = (index: number, weeks = 0): Instant =>
  instantOf(addDays('2026-11-23', weeks * 7), '09:00') + index * 45 * minuteMs;

type Answer<N extends RequestName> =
  { ok: true; data: RequestReply<N> } | { ok: false; error: ProtocolError };

export class TestPage {
  readonly socket: Socket;
  readonly notices: { name: NoticeName; data: unknown }[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('notice', (notice: { name: NoticeName; data: unknown }) => this.notices.push(notice));
  }

  ask<N extends RequestName>(name: N, data: RequestData<N>): Promise<Answer<N>> {
    return this.raw('request', { name, data }) as Promise<Answer<N>>;
  }

  /** Anything at all, as a hostile page might send it. */
  raw(event: string, ...args: unknown[]): Promise<unknown> {
    return this.socket.timeout(PATIENCE_MS).emitWithAck(event, ...args);
  }

  enter(
    appointmentId: string | null,
    tabId = 'tab-1',
    receiving?: Receiving,
  ): Promise<Answer<'visit:enter'>> {
    const known = receiving && { receiving };
    return this.ask('visit:enter', { appointmentId, tabId, version: protocolVersion, ...known });
  }

  /** The last notice of a name, if there was one. */
  last<N extends NoticeName>(name: N): NoticeData<N> | undefined {
    return this.notices.findLast((notice) => notice.name === name)?.data as NoticeData<N> | undefined;
  }

  /** Resolves with the first notice of a name for which `fits` holds, among those that came or will come. */
  async until<N extends NoticeName>(
    name: N,
    fits: (data: NoticeData<N>) => boolean = () => true,
  ): Promise<NoticeData<N>> {
    for (let waited = 0; waited < PATIENCE_MS; waited += 10) {
      const found = this.notices.find((notice) => notice.name === name && fits(notice.data as NoticeData<N>));
      if (found) return found.data as NoticeData<N>;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`no ${name} came that fits; came: ${JSON.stringify(this.notices.map((n) => n.name))}`);
  }
}
