import { describe, expect, it } from 'vitest';
import type { RosterPerson, WaitingPerson } from '#protocol';
import { newsBetween } from './announcements.ts';

const person = (participantId: string, change: Partial<RosterPerson> = {}): RosterPerson => ({
  participantId,
  kind: 'guest',
  name: participantId,
  title: '',
  presence: 'online',
  handUpSince: null,
  muted: false,
  ...change,
});
const moment = (
  people: RosterPerson[],
  chat: { id: string; participantId: string; text: string }[] = [],
  waiting: string[] = [],
) => ({
  people,
  waiting: waiting.map((name) => ({ participantId: name, name, since: 0 }) as WaitingPerson),
  chat: chat.map((line) => ({ ...line, at: 0, name: line.participantId })),
});

describe('what is announced in the call', () => {
  it('says who came and who left, and nothing of oneself', () => {
    const news = newsBetween(
      moment([person('me'), person('Laura')]),
      moment([person('me', { handUpSince: 1 }), person('Jari')]),
      'me',
    );
    expect(news).toEqual([
      { type: 'joined', name: 'Jari' },
      { type: 'left', name: 'Laura' },
    ]);
  });

  it('[Q8] does not say of somebody whose line does not come back that they left', () => {
    const away = person('Laura', { presence: 'reconnecting' });
    expect(newsBetween(moment([person('me'), away]), moment([person('me')]), 'me')).toEqual([
      { type: 'lost', name: 'Laura' },
    ]);
  });

  it('says that somebody reconnects, is back, and raises a hand', () => {
    const away = person('Laura', { presence: 'reconnecting' });
    const back = person('Laura', { handUpSince: 1 });
    expect(newsBetween(moment([person('Laura')]), moment([away]), 'me')).toEqual([
      { type: 'away', name: 'Laura' },
    ]);
    expect(newsBetween(moment([away]), moment([back]), 'me')).toEqual([
      { type: 'back', name: 'Laura' },
      { type: 'hand-up', name: 'Laura' },
    ]);
  });

  it('says who waits and who has gone from the door, and of whom is let in only that', () => {
    const waits = moment([], [], ['Laura']);
    expect(newsBetween(moment([]), waits, 'me')).toEqual([{ type: 'waits', name: 'Laura' }]);
    expect(newsBetween(waits, moment([]), 'me')).toEqual([{ type: 'waits-no-more', name: 'Laura' }]);
    const letIn = moment([person('Laura')], [], ['Laura']);
    expect(newsBetween(waits, letIn, 'me')).toEqual([{ type: 'joined', name: 'Laura' }]);
    expect(newsBetween(letIn, moment([person('Laura')]), 'me')).toEqual([]);
  });

  it('[M17] reads no old messages of somebody who is kept apart no longer', () => {
    const line = (id: string, at: number) => ({ id, participantId: 'Laura', name: 'Laura', text: id, at });
    const before = { ...moment([]), chat: [line('2', 20)] };
    expect(
      newsBetween(before, { ...moment([]), chat: [line('1', 10), line('2', 20), line('3', 30)] }, 'me'),
    ).toEqual([{ type: 'said', name: 'Laura', text: '3' }]);
  });

  it('reads new messages of others once', () => {
    const said = { id: '1', participantId: 'Laura', text: 'Hei' };
    const own = { id: '2', participantId: 'me', text: 'Moi' };
    expect(newsBetween(moment([]), moment([], [said, own]), 'me')).toEqual([
      { type: 'said', name: 'Laura', text: 'Hei' },
    ]);
    expect(newsBetween(moment([], [said]), moment([], [said]), 'me')).toEqual([]);
  });
});
