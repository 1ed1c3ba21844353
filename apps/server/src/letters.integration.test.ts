// Long on purpose: every kind of letter, told by the same few helpers on an app of its own.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf, minuteMs } from '#domain';
import { textMessageParts } from '#messages/text-message-parts';
import { appointments, participants, reminders, schema, type OutboxMessage } from '#db';
import type { Reply } from '#protocol';
import { childService, request, slotAt, startTestApp, type TestApp } from '#support/test-app.ts';
import { remind } from './jobs/reminder-job.ts';
import { postCode } from './mail/code-letter.ts';
import { post } from './mail/compose.ts';
import { postFormReminder } from './mail/form-letter.ts';
import { recipientsOf, tellFormerHost, tellHandedOver } from './use-cases/tell-people.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

const place = (kind: string, channel = 'email', language = 'fi') =>
  `/api/letter-texts/${kind}/${channel}/${language}`;
const own = { subject: 'Tervetuloa {when}', body: 'Moi {name}, {when}: {link} – {contact} / {organisation}' };
const save = (url: string, text: object = own, knownAt: number | null = null) =>
  app.call('mikko', 'PUT', url, { ...text, knownAt });
const code = ({ body }: { body: unknown }) => (body as { error?: { code: string } }).error?.code;
/** Without the line breaks that RFC 5545 puts into long lines. */
const unfolded = (calendar: string) => calendar.replace(/\r\n[ \t]/g, '');
/** Who is invited by text message, in Swedish, besides the one guest by e-mail. */
const guests = [
  ...request.guests,
  {
    ...request.guests[0]!,
    name: 'Sven',
    channel: 'sms' as const,
    address: '+358401234567',
    language: 'sv' as const,
  },
];
const toGuests = (appointmentId: string) =>
  app
    .outbox()
    .filter((message) => message.appointmentId === appointmentId && /\/v#/.test(message.body))
    .sort((a, b) => a.channel.localeCompare(b.channel));

it('[Z2] a letter about a visit in another year names the year, so that nobody comes a year too early', async () => {
  app.clock.now = instantOf('2026-12-28', '08:00');
  app.openHours('2027-01-04', '07:05', '07:50');
  const { appointmentId } = await app.book(instantOf('2027-01-04', '07:05'), { guests });
  const letters = app.outbox().filter((message) => message.appointmentId === appointmentId);
  expect(letters.length).toBeGreaterThan(3);
  for (const { language, body } of letters)
    expect(body).toContain(language === 'sv' ? 'mån 4.1.2027' : 'ma 4.1.2027 klo 7.05');
});

describe('an organisation’s own words [Z1]', () => {
  it('reach its families in their language and way, and nobody else', async () => {
    expect((await save(place('invitation'))).status).toBe(200);
    const { appointmentId } = await app.book(slotAt(0), { guests });
    const [email, sms] = toGuests(appointmentId);
    expect(email).toMatchObject({ subject: expect.stringMatching(/^Tervetuloa ma 23\.11\./) });
    expect(email!.body).toMatch(
      /^Moi .+, ma 23\.11\. klo .+: http:\/\/localhost:3000\/v#[\w-]{43} – Aino Lampi, .+ \/ Lehtolan kunta/,
    );
    // Swedish text messages have no own words.
    expect(sms!.body).toMatch(/^Videomöte/);
    const staff = app
      .outbox()
      .filter((message) => message.appointmentId === appointmentId && !/\/v#/.test(message.body));
    expect(staff.map(({ subject }) => subject.startsWith('Tervetuloa'))).toEqual([false, false]);
  });
  it('keep the calendar entry, the note of a form and the way of meeting', async () => {
    app.store.write((tx) =>
      tx.update(schema.healthcareService).set({ modality: 'phone', address: '' }).run(),
    );
    await save(place('invitation'));
    const { appointmentId } = await app.book(slotAt(0));
    const [email] = toGuests(appointmentId);
    expect(email!.body).toMatch(/^Tapaaminen on puhelimessa[^\n]+\n\nMoi /);
    expect(email!.subject).toMatch(/^Tervetuloa/);
    expect(email!.calendar).toContain('METHOD:REQUEST');
  });
  it('are those of the organisation above while an organisation has none, and Neuvo’s when they are taken back', async () => {
    const list = async () => (await app.call('mikko', 'GET', '/api/letter-texts')).body as Reply<'listTexts'>;
    await save(place('reminder'), { subject: 'Muista', body: 'Muista {when}' });
    const row = (await list()).texts.find(
      ({ kind, channel, language }) => kind === 'reminder' && channel === 'email' && language === 'fi',
    )!;
    // Stored in one form, shown in the language of the text (Z8).
    expect(row).toMatchObject({ body: 'Muista {aika}', own: { writtenByName: 'Mikko Niemi' } });
    const removed = await app.call('mikko', 'POST', `${place('reminder')}/remove`, {
      knownAt: row.own!.writtenAt,
    });
    expect(removed.status).toBe(200);
    const after = await list();
    expect(after.texts.some(({ own }) => own !== null)).toBe(false);
    expect(after.texts).toHaveLength(74);
    // Neuvo's own texts pass the same check that an administrator's must.
    for (const { kind, channel, language, subject, body } of after.standard)
      expect([
        kind,
        channel,
        language,
        (await save(place(kind, channel, language), { subject, body })).status,
      ]).toEqual([kind, channel, language, 200]);
  });
  it('have their words in their own language, and those of texts from before go on working [Z8]', async () => {
    const text = { subject: 'Välkommen {tid}', body: 'Hej {namn}, {when}: { Länk }' };
    expect((await save(place('invitation', 'email', 'sv'), text)).status).toBe(200);
    const [row] = app.store.read((tx) => tx.select().from(schema.letterText).all());
    expect(row).toMatchObject({ subject: 'Välkommen {when}', body: 'Hej {name}, {when}: {link}' });
    const refused = await save(place('invitation', 'email', 'fi'), { ...own, body: '{tid} {link} {when}' });
    expect(refused.body).toMatchObject({ error: { fields: { body: 'unknown-word' } } });
    expect((await save(place('offer', 'email', 'se'), own)).status).toBe(404);
  });
  it('cover the code of the front door and the reminder of a form, from whoever sends them', async () => {
    expect((await save(place('code', 'sms'), { subject: '', body: 'Koodisi: {koodi}' })).status).toBe(200);
    const to = { channel: 'sms' as const, address: '+358401234567', language: 'fi' as const };
    const sender = { id: 'org-lehtola', name: 'Lehtolan kunta' };
    app.store.write((tx) => postCode(tx, sender, to, { id: 'letter', code: '123456' }, app.clock.now));
    expect(app.outbox().at(-1)).toMatchObject({ kind: 'code', body: 'Koodisi: 123456' });
    await save(place('form-reminder'), { subject: 'Lomake {aika}', body: 'Vastaa {aika}: {linkki}' });
    const { appointmentId } = await app.book(slotAt(0));
    app.store.write((tx) => {
      const overview = appointments.byId(tx, appointmentId)!;
      const guest = recipientsOf(tx, overview).find(({ kind }) => kind === 'guest')!;
      postFormReminder(tx, overview, guest, 'http://x/v#y', app.clock.now);
    });
    expect(app.outbox().at(-1)!.body).toMatch(/^Vastaa .+: http:\/\/x\/v#y$/);
  });
  it('are refused with what is wrong, and nothing is saved', async () => {
    const refused = await save(place('invitation'), { subject: 'x {link}', body: 'Tule!' });
    expect([refused.status, refused.body]).toMatchObject([
      422,
      { error: { fields: { subject: 'unknown-word', body: 'word-missing' } } },
    ]);
    expect(app.store.read((tx) => tx.select().from(schema.letterText).all())).toEqual([]);
  });
  it('are not written over when somebody else has written meanwhile [Z3]', async () => {
    expect((await save(place('moved'))).status).toBe(200);
    expect(code(await save(place('moved'), { ...own, body: `${own.body}!` }))).toBe('text-changed');
    expect(code(await app.call('mikko', 'POST', `${place('moved')}/remove`, { knownAt: 5 }))).toBe(
      'text-changed',
    );
  });
  it('are an administrator’s matter, of the own organisation', async () => {
    for (const who of ['aino', 'leena', 'elina'] as const)
      expect((await app.call(who, 'GET', '/api/letter-texts')).status).toBe(403);
    await save(place('invitation'));
    app.store.write((tx) => tx.update(schema.userAccount).set({ organisationId: 'org-hiekkala' }).run());
    const other = (await app.call('mikko', 'GET', '/api/letter-texts')).body as Reply<'listTexts'>;
    expect(other.texts.every((text) => text.own === null)).toBe(true);
  });
  it('are tried out on whoever writes them, with nobody’s data [Z4]', async () => {
    expect((await app.call('mikko', 'POST', `${place('invitation')}/test`, own)).status).toBe(200);
    const [test] = app.outbox().filter(({ appointmentId }) => appointmentId === null);
    expect(test).toMatchObject({ recipient: 'mikko.niemi@suvanto.example', status: 'waiting' });
    expect(test!.body).toMatch(/^Moi Essi Esimerkki, .+#esimerkki/);
  });
});

describe('letters of a visit that is not by video [V9] [Z1]', () => {
  const onSite = () =>
    app.store.write((tx) =>
      tx.update(schema.healthcareService).set({ modality: 'on-site', address: 'Palvelukatu 1' }).run(),
    );
  const told = (kind: string) =>
    toGuestsOf(app.outbox().filter((message) => message.kind === kind)).map(
      ({ subject, body }) => `${subject}\n${body}`,
    );
  const toGuestsOf = (messages: OutboxMessage[]) =>
    messages.filter(({ recipient }) => recipient === request.guests[0]!.address);
  const remindOf = (...ids: string[]) => {
    app.store.write((tx) => {
      tx.delete(schema.reminder).run();
      for (const appointmentId of ids)
        reminders.plan(tx, { appointmentId, organisationId: 'org-sairaala' }, [app.clock.now]);
    });
    remind(app.deps, app.clock.now);
  };

  it('say where it is when they remind of it', async () => {
    onSite();
    const one = await app.book(slotAt(0));
    remindOf(one.appointmentId);
    expect(told('reminder')).toEqual([
      expect.stringMatching(/^Muistutus tapaamisesta\nTapaaminen on paikan päällä: Palvelukatu 1/),
    ]);
    const other = await app.book(slotAt(2));
    app.clock.now += minuteMs;
    remindOf(one.appointmentId, other.appointmentId);
    expect(told('reminder')[1]!.match(/, Palvelukatu 1/g)).toHaveLength(2);
  });
  it.each([
    ['fi', 'on-site'],
    ['sv', 'on-site'],
    ['en', 'phone'],
    ['se', 'on-site'],
  ] as const)(
    'call it no video meeting in invitations, new links and calendars in %s, %s',
    async (language, modality) => {
      app.store.write((tx) => {
        tx.update(schema.healthcareService).set({ modality, address: 'Palvelukatu 1' }).run();
        tx.update(schema.userAccount)
          .set({ language: language === 'se' ? 'fi' : language })
          .run();
      });
      const [guest] = request.guests;
      const { appointmentId, tokens } = await app.book(slotAt(0), {
        guests: [
          { ...guest!, language },
          { ...guest!, language, channel: 'sms', address: '+358401234567' },
        ],
      });
      const people = app.store.read((tx) => participants.ofAppointment(tx, appointmentId));
      for (const { id } of people.filter(({ kind }) => kind === 'guest'))
        await app.call('aino', 'POST', `/api/appointments/${appointmentId}/participants/${id}/link`, {
          to: null,
        });
      const letters = app.outbox().filter((each) => each.appointmentId === appointmentId);
      expect(letters.map(({ kind }) => kind).sort()).toEqual([
        ...Array<string>(4).fill('invitation'),
        ...Array<string>(2).fill('new-link'),
      ]);
      // The line with the place says that a telephone call is no video.
      const saidOf = ({ subject, body, calendar }: OutboxMessage) =>
        `${subject}\n${body.split('\n\n').slice(1).join('\n')}\n${unfolded(calendar ?? '')}`;
      const files = [
        (await app.call('elina', 'GET', `/api/appointments/${appointmentId}/calendar.ics`)).body as string,
      ];
      expect(tokens).toHaveLength(2);
      for (const said of [...letters.map(saidOf), ...files.map(unfolded)])
        expect(said).not.toMatch(/video|camera|kamer|etäkons|distanskons|remote/i);
    },
  );
  it.each([
    ['fi', 'on-site'],
    ['sv', 'on-site'],
    ['en', 'on-site'],
    ['se', 'on-site'],
    ['fi', 'phone'],
    ['sv', 'phone'],
    ['en', 'phone'],
    ['se', 'phone'],
  ] as const)(
    'ask nobody to join anything when it is moved, handed over, reminded of, answered or cancelled, in %s, %s',
    async (language, modality) => {
      app.store.write((tx) => {
        tx.update(schema.healthcareService).set({ modality, address: 'Palvelukatu 1' }).run();
        tx.update(schema.userAccount)
          .set({ language: language === 'se' ? 'fi' : language })
          .run();
        tx.insert(schema.servicePractitioner)
          .values({ serviceId: childService, practitionerId: 'user-johan', organisationId: 'org-sairaala' })
          .onConflictDoNothing()
          .run();
      });
      const [guest] = request.guests;
      const { appointmentId } = await app.book(slotAt(0), {
        guests: [
          { ...guest!, language },
          { ...guest!, language, channel: 'sms', address: '+358401234567' },
        ],
      });
      const change = async (what: string, body: object, who: 'elina' | 'johan' = 'elina') => {
        const answer = await app.call(who, 'POST', `/api/appointments/${appointmentId}/${what}`, body);
        expect([what, answer.status, answer.body]).toEqual([what, 200, answer.body]);
      };
      const to = { practitionerId: 'user-elina', startsAt: slotAt(2), override: null };
      await change('move', { ...to, reason: 'urgent-work', note: '' });
      remindOf(appointmentId);
      const overview = () => app.store.read((tx) => appointments.byId(tx, appointmentId)!);
      app.store.write((tx) => {
        // Q12 and A3, by the letters alone: what is told does not hang on how it came to be.
        tellHandedOver(tx, app.deps, overview(), null);
        tellFormerHost(tx, app.deps, overview(), 'Johan Berg');
        const requester = recipientsOf(tx, overview()).find(({ kind }) => kind === 'requester')!;
        const letter = { overview: overview(), recipient: requester, kind: 'answer-ready' as const };
        post(tx, { ...letter, link: 'http://localhost:3000/requests/x' }, app.deps.settings, app.clock.now);
        const seat = recipientsOf(tx, overview()).find(({ kind }) => kind === 'guest')!;
        postFormReminder(tx, overview(), seat, 'http://x/v#y', app.clock.now);
      });
      await change('cancel', { reason: 'urgent-work', note: '' });
      const letters = app.outbox().filter((each) => each.appointmentId === appointmentId);
      expect([...new Set(letters.map(({ kind }) => kind))].sort()).toEqual(
        ['answer-ready', 'cancellation', 'invitation', 'moved', 'reminder'].sort(),
      );
      for (const { subject, body, calendar } of letters) {
        const said = `${subject}\n${body}\n${unfolded(calendar ?? '')}`.replace(
          /^.*(ei videolla|inte via video|not by video|ii videos)\b/m,
          '',
        );
        expect(said).not.toMatch(
          /video|camera|kamer|etäkons|distanskons|remote|join\b|joining|liity|liitty|anslut|searv|pääset myös/i,
        );
      }
      const toGuest = (channel: string, kind: string) =>
        letters.filter((each) => each.channel === channel && each.kind === kind && /\/v#/.test(each.body));
      for (const channel of ['email', 'sms'])
        for (const kind of ['invitation', 'moved'])
          for (const { body, calendar } of toGuest(channel, kind)) {
            const place = modality === 'on-site' ? /Palvelukatu 1/ : /soitamme|vi ringer|we call|mii riŋget/i;
            expect([kind, channel, body.split('\n')[0]]).toEqual([
              kind,
              channel,
              expect.stringMatching(place),
            ]);
            if (modality === 'phone' && channel === 'sms') expect(body).toMatch(/^.*040 123 4567/);
            if (channel === 'email')
              expect(unfolded(calendar!)).toMatch(
                modality === 'on-site'
                  ? /LOCATION:Palvelukatu 1/
                  : /LOCATION:(puhelimessa|per telefon|by phone|telefovnnas)/,
              );
          }
    },
  );
  it('tell in one reminder of several visits which are by phone', async () => {
    app.store.write((tx) =>
      tx.update(schema.healthcareService).set({ modality: 'phone', address: '' }).run(),
    );
    const [one, other] = [await app.book(slotAt(0)), await app.book(slotAt(2))];
    remindOf(one.appointmentId, other.appointmentId);
    expect(told('reminder')[0]!.match(/, puhelimessa/g)).toHaveLength(2);
    const staff = app
      .outbox()
      .filter(({ kind, recipient }) => kind === 'reminder' && recipient.startsWith('elina'));
    expect(staff.map(({ body }) => /etäkonsult|liitty/i.test(body))).toEqual([false]);
  });
});

describe('reminders that are due at once [Z5]', () => {
  const dueNow = (...ids: string[]) =>
    app.store.write((tx) => {
      tx.delete(schema.reminder).run();
      for (const appointmentId of ids)
        reminders.plan(tx, { appointmentId, organisationId: 'org-sairaala' }, [app.clock.now]);
    });
  const reminded = () => app.outbox().filter(({ kind }) => kind === 'reminder');

  it('are one letter for each person, with every visit, soonest first', async () => {
    const late = await app.book(slotAt(2));
    const early = await app.book(slotAt(0));
    dueNow(late.appointmentId, early.appointmentId);
    remind(app.deps, app.clock.now);
    const sent = reminded();
    expect(sent).toHaveLength(3); // Elina, Aino and the guest, who is reached the same way both times.
    for (const { body, appointmentId } of sent) {
      const times = [...body.matchAll(/klo (\d+\.\d+)/g)].map(([, time]) => Number(time));
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect([times.length, appointmentId]).toEqual([2, early.appointmentId]);
    }
    expect(sent.find(({ recipient }) => recipient.startsWith('elina'))!.body).toContain('/my-day');
    expect(sent.some(({ body }) => body.includes('/v#'))).toBe(false);
    remind(app.deps, app.clock.now + minuteMs);
    expect(reminded()).toHaveLength(3);
  });
  it('say in a text message where people meet: once where it is the same for all, else at each', async () => {
    const sms = [{ ...request.guests[0]!, channel: 'sms' as const, address: '+358401234567' }];
    const meetAt = (modality: 'on-site' | 'phone' | 'video', address = '') =>
      app.store.write((tx) => tx.update(schema.healthcareService).set({ modality, address }).run());
    const bookAt = async (n: number, ...where: Parameters<typeof meetAt>) => {
      meetAt(...where);
      return (await app.book(slotAt(n), { guests: sms })).appointmentId;
    };
    const textOf = (...ids: string[]) => {
      const sent = reminded().length;
      dueNow(...ids);
      app.clock.now += minuteMs;
      remind(app.deps, app.clock.now);
      return reminded()
        .slice(sent)
        .find(({ channel }) => channel === 'sms')!.body;
    };
    const one = await bookAt(0, 'on-site', 'Palvelukatu 1, Lehtola');
    const same = await bookAt(1, 'on-site', 'Palvelukatu 1, Lehtola');
    const elsewhere = await bookAt(2, 'on-site', 'Rantatie 5');
    const video = await bookAt(3, 'video');
    const time = String.raw`\w\w \d+\.\d+\. klo \d+\.\d+`;
    expect(textOf(one, same)).toMatch(
      new RegExp(`^Muistutus tapaamisista: ${time}, ${time}; kaikki: Palvelukatu 1, Lehtola\\. Linkit ovat`),
    );
    expect(textOf(one, elsewhere, video)).toMatch(
      new RegExp(`: ${time} \\(Palvelukatu 1, Lehtola\\), ${time} \\(Rantatie 5\\), ${time}\\. Linkit ovat`),
    );
    // What would cost too many parts names the times, and says where the places are.
    const address = 'Hyvin pitkä osoite '.repeat(30).trim();
    app.store.write((tx) => tx.update(schema.appointment).set({ modality: 'on-site', address }).run());
    const short = textOf(one, elsewhere);
    expect(short).toMatch(new RegExp(`: ${time}, ${time}\\. Linkit ja paikat ovat aiemmissa viesteissä`));
    expect(textMessageParts(short)).toBe(1);
  });
  it('stay apart for people who share nothing but the hour', async () => {
    const one = await app.book(slotAt(0));
    const two = await app.book(slotAt(2), {
      guests: [{ ...request.guests[0]!, name: 'Muu', address: 'muu@example.fi' }],
    });
    dueNow(one.appointmentId, two.appointmentId);
    remind(app.deps, app.clock.now);
    const guestLetters = reminded().filter(({ body }) => !body.includes('localhost'));
    expect(guestLetters.map(({ body }) => [...body.matchAll(/klo/g)].length)).toEqual([1, 1]);
  });
  it('name a visit once where a child and a parent are reached at one address', async () => {
    const [guest] = request.guests;
    const both = [guest!, { ...guest!, name: 'Onni', role: 'child' as const }];
    const one = await app.book(slotAt(0), { guests: both });
    dueNow(one.appointmentId);
    remind(app.deps, app.clock.now);
    const toGuests = () => reminded().filter(({ recipient }) => recipient === guest!.address);
    expect(toGuests().map(({ body }) => [...body.matchAll(/klo/g)].length)).toEqual([1, 1]);
    expect(
      toGuests()
        .map(({ body }) => /Laura|Onni/.exec(body)?.[0])
        .sort(),
    ).toEqual(['Laura', 'Onni']);
    const other = await app.book(slotAt(2), { guests: both });
    dueNow(one.appointmentId, other.appointmentId);
    app.clock.now += minuteMs;
    remind(app.deps, app.clock.now);
    const [, , ...together] = toGuests();
    expect(together.map(({ body }) => [...body.matchAll(/klo/g)].length)).toEqual([2, 2]);
  });
  it('leave out what was cancelled or has begun', async () => {
    const [kept, cancelled] = [await app.book(slotAt(3)), await app.book(slotAt(2))];
    const begun = await app.book(slotAt(1));
    await app.call('aino', 'POST', `/api/appointments/${cancelled.appointmentId}/cancel`, {
      reason: 'wrong-time',
      note: '',
    });
    dueNow(kept.appointmentId, cancelled.appointmentId, begun.appointmentId);
    app.clock.now = slotAt(1) + minuteMs;
    remind(app.deps, app.clock.now);
    expect(reminded().map(({ appointmentId }) => appointmentId)).toEqual(
      Array.from({ length: 3 }, () => kept.appointmentId),
    );
  });
});
