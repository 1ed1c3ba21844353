import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, instantOf } from '#domain';
import type { Reply } from '#protocol';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { monday, request, startTestApp, type TestApp } from '#support/test-app.ts';
import { votesIn } from '#support/votes.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(() => {
  app.clock.now = monday;
});

/** Fridays, on which nobody of the demo has weekly hours. */
let days = 0;
function newDay() {
  const date = new Date(Date.UTC(2027, 0, 8 + 7 * days++)).toISOString().slice(0, 10);
  app.openHours(date, '09:00', '12:00');
  return { date, at: (time: string) => instantOf(date, time) };
}
type Guest = (typeof request.guests)[number];
const guest = (more: Partial<Guest>): Guest => ({ ...request.guests[0]!, ...more });
/** What the guests of a visit were told of its end, in their order. */
const cancellationsOf = (appointmentId: string) =>
  app
    .outbox()
    .filter((letter) => letter.appointmentId === appointmentId && letter.kind === 'cancellation')
    .filter(({ recipient }) => !recipient.endsWith('@lehtola.example') && !recipient.startsWith('elina'));
const tokenIn = (body: string | undefined) => /\/v#([\w-]+)/.exec(body ?? '')?.[1];
const visitOf = async (token: string) =>
  (await app.call({ token }, 'GET', '/api/guest/visit')).body as Reply<'guestVisit'>;
const cancel = (id: string, reason: string, note = '') =>
  app.call('elina', 'POST', `/api/appointments/${id}/cancel`, { reason, note });

describe('a family whose visit is off', () => {
  it('[C6] after illness has in its letter, in its own language, a link by which it takes a new time', async () => {
    const { date, at } = newDay();
    const said = {
      fi: 'Voit valita uuden ajan itse',
      sv: 'Du kan själv välja en ny tid',
      en: 'You can choose a new time yourself',
      se: 'Sáhtát ieš válljet ođđa áiggi',
    };
    const languages = ['fi', 'sv', 'en', 'se'] as const;
    const guests = languages.map((language) => guest({ address: `${language}@home.example`, language }));
    const { appointmentId } = await app.book(at('09:00'), {
      guests: [...guests, guest({ channel: 'sms', address: '+358401234567' })],
    });
    await app.call('elina', 'POST', '/api/absences/user-elina', {
      ...{ date, note: 'Kuume', decisions: [{ id: appointmentId, kind: 'cancel' }] },
    });
    const letters = cancellationsOf(appointmentId);
    expect(letters).toHaveLength(5);
    const to = (address: string) => letters.find(({ recipient }) => recipient === address)!.body;
    for (const language of languages) expect(to(`${language}@home.example`)).toContain(said[language]);
    for (const { body } of letters) {
      expect(body).not.toContain('Kuume');
      expect(await visitOf(tokenIn(body)!)).toMatchObject({ youMay: { rebook: true } });
    }
    const token = tokenIn(to('+358401234567'))!;
    const { at: later } = newDay();
    const slot = { practitionerId: 'user-elina', startsAt: later('09:00') };
    expect((await app.call({ token }, 'POST', '/api/guest/rebook', slot)).status).toBe(201);
  });

  it('[C6] [J4] takes it as long as is promised, by the letter’s link and by the first', async () => {
    const { at } = newDay();
    const { appointmentId, tokens } = await app.book(at('09:45'));
    await cancel(appointmentId, 'specialist-ill');
    const links = [tokens[0]!, tokenIn(cancellationsOf(appointmentId)[0]!.body)!];
    app.clock.now = at('09:45') + 29 * dayMs;
    for (const token of links) expect((await visitOf(token)).youMay.rebook).toBe(true);
    app.clock.now = at('09:45') + 30 * dayMs;
    for (const token of links)
      expect((await app.call({ token }, 'GET', '/api/guest/visit')).status).toBe(401);
  });

  it('[C6] that is wanted no more is offered nothing, and its links end as ever', async () => {
    const { at } = newDay();
    const { appointmentId, tokens } = await app.book(at('09:00'));
    await cancel(appointmentId, 'wrong-service');
    expect(cancellationsOf(appointmentId).map(({ body }) => tokenIn(body))).toEqual([undefined]);
    app.clock.now = at('09:45') + 2 * dayMs;
    expect((await app.call({ token: tokens[0]! }, 'GET', '/api/guest/visit')).status).toBe(401);
  });

  it('[C6] because hours were taken away has the link too', async () => {
    const { date, at } = newDay();
    const { appointmentId } = await app.book(at('09:00'));
    const off = { kind: 'off', date, lastDate: date, from: '08:00', to: '20:00' };
    const decisions = { keep: [], cancel: [appointmentId], reason: 'Koulutus' };
    const body = { fields: off, replaces: null, decisions };
    const { status } = await app.call('elina', 'POST', '/api/hours/user-elina/exceptions', body);
    expect(status).toBe(201);
    const [letter] = cancellationsOf(appointmentId);
    expect(await visitOf(tokenIn(letter!.body)!)).toMatchObject({ youMay: { rebook: true } });
  });

  it('[C6] [T5] as one of a series has the link beside that meeting', async () => {
    const desk = seriesDesk(app);
    const dates = desk.openFridays('2027-06-04', 3);
    const id = await desk.made(
      fieldsOf(dates[0]!, 3, { guests: [guest({ address: 'series@home.example' })] }),
    );
    const scope = { kind: 'one' as const, n: 2 };
    await desk.change(id, { scope, change: { kind: 'cancel' }, reason: 'staff-ill' });
    const letter = app.outbox().findLast(({ recipient }) => recipient === 'series@home.example')!;
    expect(letter.kind).toBe('cancellation');
    expect(await visitOf(tokenIn(letter.body)!)).toMatchObject({
      ...{ startsAt: instantOf(dates[1]!, '10:00'), phase: 'cancelled' },
      youMay: { rebook: true },
    });
  });

  it('[N8] and voted on anew is sent no link: the convener looks for a time that suits all', async () => {
    const { newMonday, propose, say, confirm } = votesIn(app);
    const at = newMonday();
    const { id, mother } = await propose([at('09:00')]);
    await say(mother, at('09:00'), 'yes');
    const { appointmentId } = (await confirm(id, at('09:00'))).body as { appointmentId: string };
    await say(mother, at('09:00'), 'no');
    const letters = cancellationsOf(appointmentId);
    expect(letters.length).toBeGreaterThan(0);
    expect(letters.flatMap(({ body }) => tokenIn(body) ?? [])).toEqual([]);
  });
});
