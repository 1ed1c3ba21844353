import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounceOf } from './bounce.ts';

const fields = (...recipients: string[]) =>
  ['Reporting-MTA: dns; mail.example.fi', ...recipients].join('\r\n\r\n');
const recipient = (action: string, status: string) =>
  `Final-Recipient: rfc822; laura@perhe.example\r\nAction: ${action}\r\nStatus: ${status}`;
const returned = 'To: laura@perhe.example\r\nMessage-ID: <letter-1_A@neuvo.example.fi>\r\nSubject: x';
const of = (...recipients: string[]) => bounceOf({ fields: fields(...recipients), returned });

describe('a report about a letter [Z9]', () => {
  it('says that it has reached nobody when the server has given it up, by its own word or after days in vain', () => {
    expect(of(recipient('failed', '5.1.1'))).toEqual({ letterIds: ['letter-1_A'], status: '5.1.1' });
    expect(of(recipient('failed', '4.4.7'))?.status).toBe('4.4.7');
    expect(of(recipient('FAILED (user unknown)', '5.7.1 (policy)'))?.status).toBe('5.7.1');
  });
  it('says nothing while it is tried again, or when it arrived somewhere', () => {
    for (const said of [recipient('delayed', '4.4.1'), recipient('delayed', '5.1.1')])
      expect(of(said)).toBeNull();
    for (const action of ['delivered', 'relayed', 'expanded']) {
      expect(of(recipient(action, '2.0.0'))).toBeNull();
      // Passed on to two: one of them has it.
      expect(of(recipient('failed', '5.1.1'), recipient(action, '2.1.5'))).toBeNull();
    }
  });
  it('says nothing that contradicts itself or is no code', () => {
    for (const status of ['2.0.0', '', 'x', '5', '5.1', '6.1.1', '5.1.1234'])
      expect([status, of(recipient('failed', status))]).toEqual([status, null]);
    expect(bounceOf({ fields: '', returned })).toBeNull();
    expect(bounceOf({ fields: 'Action failed\nStatus 5.1.1', returned })).toBeNull();
  });
  it('is about the letter whose headers came back, else about what the envelope was called', () => {
    const about = `Original-Envelope-Id: letter-2\n\n${recipient('failed', '5.1.1')}`;
    const ids = (letter: string) => bounceOf({ fields: about, returned: letter })?.letterIds;
    expect(ids('message-id:\n\t<letter-1@neuvo.example.fi>')).toEqual(['letter-1', 'letter-2']);
    expect(ids('Message-ID: <letter-2@neuvo.example.fi>')).toEqual(['letter-2']);
    expect(ids('')).toEqual(['letter-2']);
    // What stands in the text of the letter, or is no id of ours, counts for nothing.
    expect(ids('To: x\n\nMessage-ID: <letter-1@neuvo.example.fi>')).toEqual(['letter-2']);
    expect(ids('Message-ID: <a b@x>')).toEqual(['letter-2']);
    expect(bounceOf({ fields: fields(recipient('failed', '5.1.1')), returned: 'X: y' })?.letterIds).toEqual(
      [],
    );
  });
  it('[Z9] is a bounce exactly when something failed and nothing arrived, however its lines are written', () => {
    const action = fc.constantFrom('failed', 'delayed', 'delivered', 'relayed', 'expanded');
    const said = fc.record({
      action,
      upper: fc.boolean(),
      end: fc.constantFrom('\n', '\r\n'),
      fold: fc.constantFrom(' ', '\n ', '\r\n\t'),
      gap: fc.constantFrom('', ' ', '\t'),
    });
    fc.assert(
      fc.property(fc.array(said, { maxLength: 5 }), (all) => {
        const groups = all.map(({ action: word, upper, end, fold }) => {
          const [a, s] = upper ? ['ACTION', 'STATUS'] : ['action', 'status'];
          return `${a}:${fold}${upper ? word.toUpperCase() : word}${end}${s}:${fold}5.1.1`;
        });
        const text = ['Reporting-MTA: dns; x', ...groups].join(
          `${all[0]?.end ?? '\n'}${all[0]?.gap ?? ''}\n`,
        );
        const isBounce =
          all.some((one) => one.action === 'failed') &&
          all.every((one) => one.action === 'failed' || one.action === 'delayed');
        expect(bounceOf({ fields: text, returned }) !== null).toBe(isBounce);
      }),
    );
  });
  it('is read whatever it holds, and its ids and code never quote anybody', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (noise, letter) => {
        const bounce = bounceOf({
          fields: `${fields(recipient('failed', '5.1.1'))}\n${noise}`,
          returned: letter,
        });
        for (const id of bounce?.letterIds ?? []) expect(id).toMatch(/^[\w-]{1,64}$/);
        bounceOf({ fields: noise, returned: letter });
      }),
    );
  });
});
