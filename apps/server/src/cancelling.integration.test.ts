import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slotAt, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** Organizer and attendee as a calendar compares them, with folded lines made whole. */
const whoIn = (calendar: string) => {
  const lines = calendar.replaceAll('\r\n ', '').split('\r\n');
  const [organizer] = lines.filter((line) => line.startsWith('ORGANIZER'));
  const [attendee, ...more] = lines.filter((line) => line.startsWith('ATTENDEE'));
  if (!organizer?.includes('mailto:neuvo@example.fi') || !attendee || more.length > 0)
    throw new Error(`not one organizer and one attendee: ${calendar}`);
  return `${organizer} ${attendee}`;
};

describe('cancelling', () => {
  it('[P3] frees the time, revokes the request and sends everybody a calendar update of the same entry', async () => {
    const startsAt = slotAt(0, 2);
    const { appointmentId } = await app.book(startsAt);
    expect(
      await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, {
        reason: 'other',
        note: ' ',
      }),
    ).toMatchObject({ status: 422 });
    expect(
      await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, {
        reason: 'wrong-time',
        note: '',
      }),
    ).toMatchObject({ status: 200 });
    expect(
      await app.call('elina', 'POST', `/api/appointments/${appointmentId}/cancel`, {
        reason: 'wrong-time',
        note: '',
      }),
    ).toMatchObject({ status: 409 });
    // Somebody else can book it.
    expect(await app.book(startsAt)).toMatchObject({ appointmentId: expect.any(String) as string });
    const messages = app
      .outbox()
      .filter((m) => m.appointmentId === appointmentId && m.kind === 'cancellation');
    expect(messages).toHaveLength(3);
    for (const { calendar } of messages) {
      expect(calendar).toContain(`UID:${appointmentId}@localhost`);
      expect(calendar).toMatch(/METHOD:CANCEL[\s\S]*SEQUENCE:1[\s\S]*STATUS:CANCELLED/);
      // Outlook and Google obey a cancellation of the invitation's organizer to the invitation's attendee only.
      const invitation = app
        .outbox()
        .find((m) => m.kind === 'invitation' && m.calendar && whoIn(m.calendar) === whoIn(calendar!));
      expect(invitation?.calendar).toContain('METHOD:REQUEST');
    }
  });
});

describe('a calendar file', () => {
  it('is in UTC, with lines of at most 75 octets that end with CRLF', async () => {
    const { appointmentId } = await app.book(slotAt(1, 2));
    const { body, headers } = await app.call(
      'elina',
      'GET',
      `/api/appointments/${appointmentId}/calendar.ics`,
    );
    const file = body as string;
    expect(headers['content-type']).toMatch('text/calendar');
    expect(file).toContain('DTSTART:20261207T074500Z');
    expect(file).toContain('SEQUENCE:0');
    // Somebody's own entry: nobody is invited by it.
    expect(file).toContain('METHOD:PUBLISH');
    expect(file).not.toContain('ATTENDEE');
    for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(file).not.toMatch(/[^\r]\n/);
  });
});
