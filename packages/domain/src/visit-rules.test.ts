import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyAnswer, isBasedOn, signableFrom, signAnswer, writeAnswer, type Answer } from './answer.ts';
import { arrive, cancel, fulfil, markNoShow, type Appointment } from './appointment.ts';
import { finish, start, type Encounter } from './encounter.ts';
import { joinPhase, linkValidity } from './join-window.ts';
import { mayReceive, type MediaSeat } from './may-receive.ts';
import { isGranted, permissions, roles } from './permissions.ts';
import { checkRequest, emptyRequest, normalisePhone, type RequestContent } from './request.ts';
import { dayMs, hourMs, minuteMs } from './time.ts';

const startsAt = 1_795_000_000_000;
const booked: Appointment = { id: 'a', startsAt, endsAt: startsAt + 45 * minuteMs, status: 'booked' };
const planned: Encounter = { status: 'planned' };

describe('an appointment', () => {
  it('[P1] the first arrival counts', () => {
    const arrived = arrive(booked, 5);
    expect(arrived).toMatchObject({ value: { status: 'arrived', arrivedAt: 5 } });
    if (arrived.ok) expect(arrive(arrived.value, 9)).toEqual(arrived);
  });
  it('[P2] the first admission fulfils it', () => {
    expect(fulfil(booked, 7)).toMatchObject({ value: { status: 'fulfilled', fulfilledAt: 7 } });
  });
  it('[P3] can be cancelled until it has begun', () => {
    const cancelled = cancel(booked, 'sick', 3);
    expect(cancelled).toMatchObject({ value: { status: 'cancelled', reason: 'sick' } });
    if (!cancelled.ok) return;
    for (const next of [
      arrive(cancelled.value, 4),
      fulfil(cancelled.value, 4),
      cancel(cancelled.value, 'x', 4),
      markNoShow(cancelled.value, startsAt),
    ])
      expect(next).toEqual({ ok: false, error: { code: 'appointment-over', status: 'cancelled' } });
    expect(cancel({ ...booked, status: 'fulfilled', fulfilledAt: 1 }, 'x', 4).ok).toBe(false);
  });
  it('[P4] is a no-show only once its time has begun', () => {
    expect(markNoShow(booked, startsAt - 1)).toEqual({ ok: false, error: { code: 'too-early-for-no-show' } });
    expect(markNoShow(booked, startsAt)).toMatchObject({ value: { status: 'noshow' } });
  });
  it('[P1–P4] no sequence leaves a final state or brings back booked', () => {
    const command = fc.constantFrom(
      arrive,
      fulfil,
      (a: Appointment, t: number) => cancel(a, 'r', t),
      markNoShow,
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        let current: Appointment = booked;
        commands.forEach((run, index) => {
          const next = run(current, startsAt + index);
          if (['cancelled', 'noshow'].includes(current.status)) expect(next.ok).toBe(false);
          if (next.ok) expect(next.value.status).not.toBe('booked');
          if (next.ok) current = next.value;
        });
      }),
    );
  });
});

describe('an encounter', () => {
  it('[E1] starts once', () => {
    const started = start(planned, 10);
    expect(started).toEqual({ ok: true, value: { status: 'in-progress', startedAt: 10 } });
    if (started.ok) expect(start(started.value, 20)).toEqual(started);
  });
  it('[E2] finished is final', () => {
    const finished = finish({ status: 'in-progress', startedAt: 10 }, 30);
    expect(finished).toEqual({ status: 'finished', startedAt: 10, finishedAt: 30 });
    expect(finish(finished, 40)).toBe(finished);
    expect(start(finished, 40)).toEqual({ ok: false, error: { code: 'visit-over' } });
  });
});

describe('joining', () => {
  it('[J1] opens 15 minutes before the start, for the host 30', () => {
    expect(joinPhase(booked, planned, 'participant', startsAt - 15 * minuteMs - 1)).toEqual({
      phase: 'early',
      opensAt: startsAt - 15 * minuteMs,
    });
    expect(joinPhase(booked, planned, 'participant', startsAt - 15 * minuteMs)).toEqual({ phase: 'open' });
    expect(joinPhase(booked, planned, 'host', startsAt - 30 * minuteMs)).toEqual({ phase: 'open' });
  });
  it('[J2] is closed for what is cancelled, was missed or is finished', () => {
    expect(
      joinPhase({ ...booked, status: 'cancelled', cancelledAt: 0, reason: '' }, planned, 'host', startsAt)
        .phase,
    ).toBe('cancelled');
    expect(joinPhase({ ...booked, status: 'noshow', markedAt: 0 }, planned, 'host', startsAt).phase).toBe(
      'missed',
    );
    expect(joinPhase(booked, finish(planned, 1), 'host', startsAt).phase).toBe('over');
  });
  it('[J3] ends by itself two hours after the planned end', () => {
    const end = booked.endsAt + 2 * hourMs;
    expect(joinPhase(booked, planned, 'participant', end - 1).phase).toBe('open');
    expect(joinPhase(booked, planned, 'participant', end).phase).toBe('over');
  });
  it('[J4][J5] a link ends at its time, and at once when it is revoked', () => {
    const validUntil = booked.endsAt + dayMs;
    expect(linkValidity({ validUntil, revokedAt: null }, validUntil - 1)).toBe('valid');
    expect(linkValidity({ validUntil, revokedAt: null }, validUntil)).toBe('expired');
    expect(linkValidity({ validUntil, revokedAt: 1 }, 2)).toBe('revoked');
  });
});

const seat = fc.record({
  participantId: fc.constantFrom('a', 'b', 'c'),
  admitted: fc.boolean(),
  spaceId: fc.constantFrom('x', 'y'),
});
const policy = fc.record({
  screened: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('a', 'b', 'c'))),
});

describe('who may receive whom', () => {
  const ann: MediaSeat = { participantId: 'a', admitted: true, spaceId: 'x' };
  const bo: MediaSeat = { participantId: 'b', admitted: true, spaceId: 'x' };
  it('[M1][M2][M3] two admitted people in one Space, and nobody themselves', () => {
    expect(mayReceive(ann, bo, { screened: [] })).toBe(true);
    expect(mayReceive(ann, ann, { screened: [] })).toBe(false);
    expect(mayReceive({ ...ann, admitted: false }, bo, { screened: [] })).toBe(false);
    expect(mayReceive(ann, { ...bo, admitted: false }, { screened: [] })).toBe(false);
    expect(mayReceive(ann, { ...bo, spaceId: 'y' }, { screened: [] })).toBe(false);
  });
  it('[M4] screening is mutual, whichever way it was written down', () => {
    fc.assert(
      fc.property(seat, seat, policy, (a, b, p) => {
        expect(mayReceive(a, b, p)).toBe(mayReceive(b, a, p));
        if (p.screened.some(([x, y]) => x === a.participantId && y === b.participantId))
          expect(mayReceive(a, b, p)).toBe(false);
        if (mayReceive(a, b, p)) expect(a.admitted && b.admitted && a.spaceId === b.spaceId).toBe(true);
      }),
    );
  });
});

describe('an answer', () => {
  const draft: Answer = { status: 'draft', content: emptyAnswer };
  it('[A2] says what is missing', () => {
    expect(signAnswer(draft, 'u', 1, 0)).toEqual({
      ok: false,
      error: { code: 'answer-incomplete', missing: ['kind', 'recommendation'] },
    });
    const decision: Answer = {
      status: 'draft',
      content: { ...emptyAnswer, kind: 'decision', recommendation: 'r' },
    };
    expect(signAnswer(decision, 'u', 1, 0)).toMatchObject({ error: { missing: ['mandate'] } });
  });
  it('[A1][A3] can be rewritten until it is signed, once', () => {
    const written = writeAnswer(draft, { ...emptyAnswer, kind: 'advice', recommendation: 'r' });
    if (!written.ok) throw new Error('a draft can be written');
    const signed = signAnswer(written.value, 'u', 1, 0);
    expect(signed).toMatchObject({ value: { status: 'signed', signedBy: 'u' } });
    if (!signed.ok) return;
    expect(writeAnswer(signed.value, emptyAnswer)).toEqual({ ok: false, error: { code: 'answer-signed' } });
    expect(signAnswer(signed.value, 'u', 2, 0)).toEqual({ ok: false, error: { code: 'answer-signed' } });
  });
});

describe('when an answer can be signed', () => {
  const draft: Answer = { status: 'draft', content: { ...emptyAnswer, kind: 'advice', recommendation: 'r' } };
  it('[A4] is from the start of the visit on: its time, or earlier when the host has come in', () => {
    expect(signableFrom(startsAt, planned)).toBe(startsAt);
    expect(signableFrom(startsAt, finish(planned, 1))).toBe(startsAt);
    expect(signableFrom(startsAt, { status: 'in-progress', startedAt: startsAt - 5 })).toBe(startsAt - 5);
    expect(signableFrom(startsAt, { status: 'in-progress', startedAt: startsAt + 5 })).toBe(startsAt);
    expect(signAnswer(draft, 'u', startsAt - 1, startsAt)).toEqual({
      ok: false,
      error: { code: 'answer-too-early', from: startsAt },
    });
    expect(signAnswer(draft, 'u', startsAt, startsAt)).toMatchObject({ ok: true });
  });
  it('[A5] a draft replaces only what its writer has seen', () => {
    expect(isBasedOn(null, null)).toBe(true);
    expect(isBasedOn(5, 5)).toBe(true);
    expect(isBasedOn(5, null)).toBe(false);
    expect(isBasedOn(6, 5)).toBe(false);
  });
});

describe('a request', () => {
  const full: RequestContent = {
    ...emptyRequest,
    question: 'How?',
    urgency: 'soon',
    subject: { kind: 'new-case', initials: 'Ä.Ö.', birthYear: 2016 },
    consentNoted: true,
    guests: [{ name: 'Laura', channel: 'sms', address: '040 123 4567', language: 'fi' }],
  };
  const check = (more: Partial<RequestContent>, service = { anonymousOnly: false }) => {
    const result = checkRequest({ ...full, ...more }, service, 2026);
    return result.ok ? [] : result.error.map(({ field, code }) => `${field}: ${code}`);
  };
  it('[B1] needs question, urgency and subject', () => {
    expect(check({})).toEqual([]);
    expect(check({ question: '  ', urgency: null, subject: null })).toEqual([
      'question: required',
      'urgency: required',
      'subject: required',
    ]);
  });
  it('[B2] an anonymous service takes no initials', () => {
    expect(check({}, { anonymousOnly: true })).toEqual(['subject: anonymous-only']);
    expect(check({ subject: { kind: 'anonymous' }, consentNoted: false }, { anonymousOnly: true })).toEqual(
      [],
    );
  });
  it('[B3] a child is initials and a year, with consent', () => {
    expect(check({ subject: { kind: 'new-case', initials: 'Matti Meikäläinen', birthYear: 2016 } })).toEqual([
      'subject.initials: initials',
    ]);
    expect(check({ subject: { kind: 'new-case', initials: 'M', birthYear: 1990 } })).toEqual([
      'subject.birthYear: birth-year',
    ]);
    expect(check({ consentNoted: false })).toEqual(['consentNoted: required']);
  });
  it('[B4] a guest can be reached', () => {
    const guest = (address: string, channel: 'email' | 'sms') =>
      check({ guests: [{ name: 'L', channel, address, language: 'fi' }] });
    expect(guest('laura@perhe.example', 'email')).toEqual([]);
    expect(guest('laura@perhe', 'email')).toEqual(['guests.0.address: email']);
    expect(guest('a@b.fi, c@d.fi', 'email')).toEqual(['guests.0.address: email']);
    expect(guest('a@b.fi\nBcc: c@d.fi', 'email')).toEqual(['guests.0.address: email']);
    expect(guest('112', 'sms')).toEqual(['guests.0.address: phone']);
    expect(check({ guests: Array.from({ length: 9 }, () => full.guests[0]!) })).toEqual([
      'guests: too-many-guests',
    ]);
  });
  it('[B4] phone numbers as people write them', () => {
    for (const text of ['040 123 4567', '+358 40 123 4567', '00358401234567', '(040) 123-4567'])
      expect(normalisePhone(text)).toBe('+358401234567');
    for (const text of ['12', 'soita', '+0123456', '']) expect(normalisePhone(text)).toBeNull();
  });
});

it('[R1] every permission is granted to somebody, and only specialists write answers', () => {
  for (const permission of permissions) expect(roles.some((role) => isGranted(role, permission))).toBe(true);
  expect(roles.filter((role) => isGranted(role, 'answer:write'))).toEqual(['specialist']);
  expect(isGranted('admin', 'appointment:read')).toBe(false);
});
