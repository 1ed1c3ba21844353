import { beforeEach, describe, expect, it, vi } from 'vitest';
import { BallotPage, type Ballot } from './ballot.svelte.ts';

/** What was asked and is not answered yet, in the order in which it was asked. */
const asked: {
  answers?: { timeId: string; answer: string }[];
  seen?: string;
  reply: (result: object) => void;
}[] = [];
vi.mock('#lib/api.ts', () => ({
  api: {
    get: () => new Promise((reply) => asked.push({ reply })),
    put: (_path: string, body: object) => new Promise((reply) => asked.push({ ...body, reply })),
  },
}));
vi.mock('#lib/language.svelte.ts', () => ({ language: { follow: () => undefined } }));

const ballot = (a: string | null, b: string | null) => ({
  ok: true,
  data: {
    language: 'fi',
    state: 'open',
    times: [
      { id: 'a', answer: a },
      { id: 'b', answer: b },
    ],
  },
});
const settled = () => new Promise((done) => setTimeout(done));
const answersOf = ({ state }: BallotPage) =>
  (state as { ballot: Ballot }).ballot.times.map(({ answer }) => answer);

describe('the answers to proposed times', () => {
  let page: BallotPage;
  beforeEach(async () => {
    asked.length = 0;
    page = new BallotPage('token');
    const loading = page.load();
    asked.shift()!.reply(ballot(null, null));
    await loading;
  });

  it('sends one after the other, so that the one that was pressed last stands', async () => {
    void page.answer('a', 'yes');
    void page.answer('a', 'no');
    await settled();
    expect(asked.map(({ answers }) => answers?.[0]?.answer)).toEqual(['yes']);
    asked[0]!.reply(ballot('yes', null));
    await settled();
    expect(page.pending, 'the later press is on its way').toEqual({ a: 'no' });
    expect(asked[1]?.answers).toEqual([{ timeId: 'a', answer: 'no' }]);
    asked[1]!.reply(ballot('no', null));
    await settled();
    expect([answersOf(page), page.pending]).toEqual([['no', null], {}]);
  });

  it('tells what the page showed when it was pressed, so that no answer takes off what has been agreed unseen', async () => {
    const pressed = page.answer('a', 'no');
    await settled();
    expect(asked[0]!.seen).toBe('open');
    asked.shift()!.reply({ ok: false, status: 409, error: { code: 'agreed-meanwhile' } });
    await settled();
    const { data } = ballot(null, null);
    asked.shift()!.reply({ ok: true, data: { ...data, state: 'agreed' } });
    expect(await pressed).toBe(false);
    expect(page.error).toEqual({ code: 'agreed-meanwhile' });
    void page.answer('a', 'no');
    await settled();
    expect(asked[0]!.seen).toBe('agreed');
  });

  it('goes on with the next one when one was refused', async () => {
    const first = page.answer('a', 'yes');
    const second = page.answer('b', 'no');
    await settled();
    asked[0]!.reply({ ok: false, status: 500, error: { code: 'internal' } });
    expect(await first).toBe(false);
    expect(page.error).toEqual({ code: 'internal' });
    await settled();
    asked[1]!.reply(ballot(null, 'no'));
    expect(await second).toBe(true);
    expect(answersOf(page)).toEqual([null, 'no']);
  });

  it('does not take an answer back with a look that began before it', async () => {
    const looking = page.refresh();
    const answering = page.answer('a', 'yes');
    await settled();
    asked[1]!.reply(ballot('yes', null));
    await answering;
    asked[0]!.reply(ballot(null, null));
    await looking;
    expect(answersOf(page)).toEqual(['yes', null]);
  });
});
