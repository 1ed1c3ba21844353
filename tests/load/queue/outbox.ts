// Ten thousand messages due at once, through a real mail server, and what that does to bookings meanwhile.
import type { AddressInfo } from 'node:net';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { SMTPServer } from 'smtp-server';
import { addDays, dayMs, localDateOf, type Slot } from '#domain';
import { newId, outbox as messages, services } from '#db';
import { childService, request, startTestApp, type TestApp } from '#support/test-app.ts';
import { deliverDue } from '../../../apps/server/src/jobs/outbox-job.ts';
import { realDelivery } from '../../../apps/server/src/mail/delivery.ts';
import { nextFreeSlots } from '../../../apps/server/src/use-cases/slots.ts';
import { atLeast, atMost, type Row } from '../report.ts';
import { share } from '../scheduling/timing.ts';

/** How often somebody books, in ms: a busy county's office hours are some twenty a minute. */
const bookingEveryMs = 200;

export async function outbox(quick: boolean): Promise<Row[]> {
  const [due, alone] = quick ? [500, 30] : [10_000, 200];
  const server = new Worker(new URL(import.meta.url));
  const url = await new Promise<string>((resolve, reject) => {
    server.once('message', resolve);
    server.once('error', reject);
  });
  const app = await startTestApp();
  try {
    const settings = { ...app.deps.settings, smtp: { url }, sms: undefined };
    const deps = { ...app.deps, settings, delivery: realDelivery(settings) };
    const slots = openSlots(app);
    const quiet: number[] = [];
    for (let index = 0; index < alone; index += 1) quiet.push(await bookNext(app, slots, bookingEveryMs / 8));
    app.store.write((tx) => {
      for (let index = 0; index < due; index += 1)
        messages.add(tx, {
          ...{ id: newId(), organisationId: 'org-suvanto', appointmentId: null, participantId: null },
          ...{ kind: 'account', channel: 'email', language: 'fi', recipient: `p${index}@example.fi` },
          ...{ subject: 'Muistutus', body: 'Hei!\n\nAika: ma 1.3. klo 9.00\n\nhttps://neuvo.example.fi/v' },
          ...{ calendar: null, nextAttemptAt: app.clock.now, createdAt: app.clock.now },
        });
    });
    const busy: number[] = [];
    let isSending = true;
    const before = performance.now();
    const sending = deliverDue(deps).then(() => {
      isSending = false;
      return performance.now() - before;
    });
    while (isSending) busy.push(await bookNext(app, slots, bookingEveryMs));
    const tookMs = await sending;
    const left = app.outbox().filter(({ status }) => status !== 'sent').length;
    // What was booked while the last batch was on its way stays for the next turn.
    if (left > busy.length * 3) throw new Error(`${left} messages were not sent`);
    const p99 = (values: number[]) =>
      share(
        values.sort((a, b) => a - b),
        0.99,
      );
    return [
      atLeast(`${due} messages due at once leave the outbox`, (due / tookMs) * 1000, 'a second', 100),
      atMost(
        'a booking meanwhile ÷ a booking otherwise, p99 over HTTP',
        p99(busy) / p99(quiet),
        'ratio',
        1.25,
      ),
      { what: 'a booking otherwise, p99 over HTTP', value: p99(quiet), unit: 'ms' },
    ];
  } finally {
    await app.close();
    await server.terminate();
  }
}

/** More times than are booked, from tomorrow on, at all hours. */
function openSlots(app: TestApp): Slot[] {
  for (let day = 1; day <= 27; day += 1)
    app.openHours(addDays(localDateOf(app.clock.now), day), '00:00', '24:00');
  return app.store.read((tx) => {
    const service = services.byId(tx, 'org-lehtola', childService)!;
    return nextFreeSlots(tx, service, app.clock.now + dayMs, 800).filter(
      ({ practitionerId }) => practitionerId === 'user-elina',
    );
  });
}

/** One booking over HTTP and how long it took, after a pause. */
async function bookNext(app: TestApp, slots: Slot[], pauseMs: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  const slot = slots.shift();
  if (slot === undefined) throw new Error('there were too few times');
  const { practitionerId, startsAt } = slot;
  const payload = {
    ...{ draftId: newId(), serviceId: childService, practitionerId, startsAt },
    content: request,
  };
  const before = performance.now();
  const { status, body } = await app.call('aino', 'POST', '/api/appointments', payload);
  if (status !== 201) throw new Error(`booking was refused: ${JSON.stringify(body)}`);
  return performance.now() - before;
}

/** A mail server with real SMTP on the loopback, in a thread of its own, which takes everything and keeps nothing. */
function serveMail(): void {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData: (stream, _session, done) => {
      stream.on('end', () => done());
      stream.resume();
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1', () =>
    parentPort!.postMessage(`smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`),
  );
}

if (!isMainThread) serveMail();
