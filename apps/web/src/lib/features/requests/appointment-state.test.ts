import { describe, expect, it } from 'vitest';
import {
  actionHref,
  isOpen,
  nextActionOf,
  opensLater,
  stageOf,
  tagsOf,
  whyNotMoved,
  type Summary,
} from './appointment-state.ts';

const startsAt = 1_000_000_000;
const minute = 60_000;
const booked: Summary = {
  id: 'a',
  status: 'booked',
  encounterStatus: 'planned',
  startsAt,
  endsAt: startsAt + 45 * minute,
  serviceName: { fi: '', sv: '', en: '' },
  practitionerName: '',
  requesterName: '',
  requesterOrganisation: '',
  subject: null,
  urgency: null,
  answerStatus: 'none',
  youAreHost: true,
  modality: 'video',
  address: '',
  opensAt: startsAt - 30 * minute,
  closesAt: startsAt + 165 * minute,
  undelivered: 0,
  seriesName: null,
};
const asked: Summary = { ...booked, youAreHost: false, opensAt: startsAt - 15 * minute };
const held = { status: 'fulfilled', encounterStatus: 'finished' } as const;
const after = startsAt + 60 * minute;

describe('what an appointment has come to', () => {
  it('opens for the host before it opens for the others', () => {
    const at = startsAt - 20 * minute;
    expect(isOpen(booked, at)).toBe(true);
    expect(isOpen(asked, at)).toBe(false);
    expect(nextActionOf(asked, at, true)).toBe('look');
  });

  it('asks the host for the answer once the visit was held, and tells the others that it is awaited', () => {
    expect(tagsOf({ ...booked, ...held }, after)).toEqual(['held', 'answer-missing']);
    expect(nextActionOf({ ...booked, ...held }, after, true)).toBe('write-answer');
    expect(tagsOf({ ...asked, ...held }, after)).toEqual(['held', 'answer-awaited']);
    expect(nextActionOf({ ...asked, ...held }, after, true)).toBe('look');
  });

  it('shows a draft to its writer only', () => {
    expect(tagsOf({ ...booked, ...held, answerStatus: 'draft' }, after)).toEqual(['held', 'answer-draft']);
    expect(tagsOf({ ...asked, ...held, answerStatus: 'draft' }, after)).toEqual(['held', 'answer-awaited']);
  });

  it('leads into a visit that goes on even when its answer is signed already', () => {
    const going = {
      ...booked,
      status: 'fulfilled',
      encounterStatus: 'in-progress',
      answerStatus: 'signed',
    } as const;
    expect(nextActionOf(going, startsAt, true)).toBe('enter');
    expect(nextActionOf({ ...going, encounterStatus: 'finished' }, startsAt, true)).toBe('read-answer');
  });

  it.each(['phone', 'on-site'] as const)(
    '[P5] needs nobody to be let in where people meet by %s: it goes on in its time, and then waits for its answer',
    (modality) => {
      const meeting = { ...booked, modality };
      expect(stageOf(meeting, startsAt - 1)).toBe('coming');
      expect(opensLater(meeting, startsAt - 60 * minute)).toBe(false);
      expect(stageOf(meeting, startsAt)).toBe('going-on');
      expect(nextActionOf(meeting, startsAt, true)).toBe('look');
      expect(stageOf(meeting, meeting.endsAt)).toBe('held');
      expect(nextActionOf(meeting, meeting.endsAt, true)).toBe('write-answer');
      expect(stageOf({ ...meeting, status: 'noshow' }, meeting.endsAt)).toBe('noshow');
    },
  );

  it('is unmarked when the time has passed and nobody was let in', () => {
    expect(stageOf({ ...booked, status: 'arrived' }, booked.closesAt)).toBe('unmarked');
    expect(nextActionOf(booked, booked.closesAt, true)).toBe('mark');
    expect(nextActionOf(asked, booked.closesAt, true)).toBe('look');
  });

  it('lets nobody into what was cancelled or missed', () => {
    for (const status of ['cancelled', 'noshow'] as const) {
      expect(isOpen({ ...booked, status }, startsAt)).toBe(false);
      expect(tagsOf({ ...booked, status }, startsAt)).toEqual([status]);
    }
  });

  it('never sends a coordinator who only oversees into a room that is not theirs', () => {
    expect(nextActionOf(asked, startsAt, false)).toBe('look');
    expect(actionHref(asked, 'look')).toBe('/requests/a');
  });
});

it('[H11] [C1] a visit that can’t be moved any more is not said to be gone: somebody waits, it has begun, or it is too late', () => {
  const coming = { ...booked, changeableUntil: startsAt - 60 * minute };
  const early = startsAt - 90 * minute;
  expect(whyNotMoved({ ...coming, status: 'arrived' }, early)).toBe('somebody-waits');
  expect(whyNotMoved({ ...coming, status: 'fulfilled' }, early)).toBe('visit-begun');
  expect(whyNotMoved(coming, startsAt)).toBe('visit-begun');
  expect(whyNotMoved(coming, startsAt - minute)).toBe('too-late');
  expect(whyNotMoved({ ...coming, status: 'cancelled' }, early)).toBe('appointment-over');
  expect(whyNotMoved(coming, early)).toBe('forbidden');
});
