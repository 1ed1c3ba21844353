import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '#domain';
import { reminders, schema, type OutboxMessage } from '#db';
import { slotAt, startTestApp, type TestApp } from '#support/test-app.ts';
import { deliverDue } from './outbox-job.ts';
import { remind } from './reminder-job.ts';

let app: TestApp;
let sent: OutboxMessage[];
let broken: boolean;
let appointmentId: string;

/** A visit at 11.15, none of whose letters has been delivered. */
beforeEach(async () => {
  sent = [];
  broken = false;
  app = await startTestApp({
    delivery: async (message) => {
      if (broken) throw Object.assign(new Error('421 busy'), { code: 'ECONNECTION', responseCode: 421 });
      sent.push(message);
    },
  });
  broken = true;
  ({ appointmentId } = await app.book(slotAt(3)));
});
afterEach(() => app.close());

const remindNow = () => {
  app.store.write((tx) => {
    tx.delete(schema.reminder).run();
    reminders.plan(tx, { appointmentId, organisationId: 'org-sairaala' }, [app.clock.now]);
  });
  remind(app.deps, app.clock.now);
};
const cancel = () =>
  app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, { reason: 'not-needed', note: '' });
const toLaura = () => sent.filter(({ recipient }) => recipient.startsWith('laura')).map(({ kind }) => kind);
/** The mail server is back, and everything that was tried in vain is tried again. */
async function mailIsBack() {
  broken = false;
  app.clock.now += hourMs;
  await deliverDue(app.deps);
}

describe('[Z10] a letter that could not be sent at once', () => {
  it('[V15] reminds nobody of a visit that was cancelled meanwhile', async () => {
    await mailIsBack();
    broken = true;
    remindNow();
    await deliverDue(app.deps);
    expect((await cancel()).status).toBe(200);
    await mailIsBack();
    expect(toLaura()).toEqual(['invitation', 'cancellation']);
  });
  it('[V15] reminds nobody of a visit that has begun', async () => {
    await mailIsBack();
    broken = true;
    remindNow();
    await deliverDue(app.deps);
    app.clock.now = slotAt(3) + minuteMs;
    await mailIsBack();
    expect(toLaura()).toEqual(['invitation']);
  });
  it('invites nobody to a time that the visit has no more', async () => {
    await deliverDue(app.deps);
    app.clock.now += minuteMs;
    const to = { practitionerId: 'user-elina', startsAt: slotAt(2), override: null };
    const moved = await app.call('elina', 'POST', `/api/appointments/${appointmentId}/move`, {
      ...{ ...to, reason: 'urgent-work', note: '' },
    });
    expect(moved.status).toBe(200);
    broken = false;
    await deliverDue(app.deps);
    await mailIsBack();
    expect(toLaura()).toEqual(['moved']);
    expect(app.outbox().every(({ status }) => status === 'sent')).toBe(true);
  });
  it('is never the last that is said of a visit that is off', async () => {
    await deliverDue(app.deps);
    app.clock.now += minuteMs;
    await cancel();
    await mailIsBack();
    expect(toLaura().at(-1)).toBe('cancellation');
  });
  it('tells of all visits that it is about, also when one of them was told of since', async () => {
    await mailIsBack();
    const { appointmentId: other } = await app.book(slotAt(2));
    broken = true;
    app.store.write((tx) => {
      tx.delete(schema.reminder).run();
      for (const id of [appointmentId, other])
        reminders.plan(tx, { appointmentId: id, organisationId: 'org-sairaala' }, [app.clock.now]);
    });
    remind(app.deps, app.clock.now);
    await deliverDue(app.deps);
    broken = false;
    expect((await cancel()).status).toBe(200);
    sent = [];
    await mailIsBack();
    expect(toLaura().toSorted()).toEqual(['cancellation', 'invitation', 'reminder']);
  });
});
