import { describe, expect, it } from 'vitest';
import { bounceOf } from '#domain';
import {
  forged,
  ofExchange,
  ofGmail,
  ofPostfix,
  passedOn,
  piped,
  withoutId,
  withoutLetter,
} from '#support/bounces.ts';
import { reportOfMail } from './report-of-mail.ts';

const id = '-Q3v_7bYkT0a1B2c3D4e5F';
const bounce = async (mail: string) => {
  const report = await reportOfMail(Buffer.from(mail));
  return report && bounceOf(report);
};

describe('a mail to the address for bounces [Z9]', () => {
  it.each([
    ['Postfix', ofPostfix(id), '5.1.1'],
    ['Exchange', ofExchange(id), '5.1.10'],
    ['Gmail', ofGmail(id), '5.1.1'],
    ['Postfix, as it pipes a mail into a command', piped(ofPostfix(id)), '5.1.1'],
    ['a server that returns nothing', withoutLetter(id), '5.2.1'],
    ['Postfix after five days', ofPostfix(id, { status: '4.4.1' }), '4.4.1'],
    [
      'Exchange, of an address in other letters',
      ofExchange(id).replaceAll('message/delivery-status', 'message/global-delivery-status'),
      '5.1.10',
    ],
  ])('of %s says which letter came back, and why', async (_, mail, status) => {
    expect(await bounce(mail)).toEqual({ letterIds: [id], status });
  });
  it.each([
    ['a delay', ofPostfix(id, { action: 'delayed', status: '4.4.1' })],
    ['a delivery', ofExchange(id, { action: 'delivered', status: '2.1.5' })],
    ['a relay to where no reports come from', ofGmail(id, { action: 'relayed', status: '2.0.0' })],
    ['somebody on leave, or a bounce written by hand', forged(id)],
    ['a bounce that somebody passes on', passedOn(id)],
    ['nothing', ''],
    ['no mail', '\0\xff{"a":1}'],
  ])('that is %s says nothing', async (_, mail) => {
    expect(await bounce(mail)).toBeNull();
  });
  it('without any id is about no letter', async () => {
    expect(await bounce(withoutId())).toEqual({ letterIds: [], status: '5.2.1' });
  });
  it('that breaks off anywhere is read as far as it goes, or not at all', async () => {
    const mail = ofPostfix(id);
    for (let length = 0; length < mail.length; length += 97) {
      const cut = await bounce(mail.slice(0, length)).catch(() => null);
      for (const each of cut?.letterIds ?? []) expect(each).toBe(id);
    }
  });
});
