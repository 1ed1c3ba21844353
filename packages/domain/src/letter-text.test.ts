import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkLetterText,
  fillLetterText,
  letterWords,
  neededFor,
  ownLetterKinds,
  showWords,
  storeWords,
  subjectWords,
  wordsFor,
} from './letter-text.ts';

const good = { subject: 'Kutsu {when}', body: 'Hei {name}! {when} {link}' };
const problemsOf = (text: Partial<typeof good>, channel: 'email' | 'sms' = 'email') => {
  const checked = checkLetterText('invitation', channel, { ...good, ...text });
  return checked.ok ? {} : checked.error;
};

describe('a text in an organisation’s own words [Z2]', () => {
  it('is kept trimmed, its subject in one line', () => {
    expect(
      checkLetterText('invitation', 'email', { subject: ' Kutsu\r\nBcc: x ', body: ' {when}\r\n{link} ' }),
    ).toEqual({ ok: true, value: { subject: 'Kutsu Bcc: x', body: '{when}\n{link}' } });
  });
  it('has no subject as a text message', () => {
    expect(checkLetterText('invitation', 'sms', { subject: '{nonsense}', body: '{when} {link}' })).toEqual({
      ok: true,
      value: { subject: '', body: '{when} {link}' },
    });
  });
  it('is not sent without the time and the link', () => {
    expect(problemsOf({ body: 'Tervetuloa {when}' })).toEqual({ body: 'word-missing' });
    expect(problemsOf({ body: 'Tervetuloa {link}' })).toEqual({ body: 'word-missing' });
    expect(neededFor('reminder')).toEqual(['when']);
    expect(neededFor('cancellation')).toEqual(['when']);
  });
  it('has nothing in braces that nobody would fill in', () => {
    expect(problemsOf({ body: '{when} {link} {child}' })).toEqual({ body: 'unknown-word' });
    expect(problemsOf({ body: '{when} {link} {}' })).toEqual({ body: 'unknown-word' });
    expect(problemsOf({ body: '{when} {link} {before}' })).toEqual({ body: 'unknown-word' });
    expect(wordsFor('moved')).toContain('before');
  });
  it('of the waitlist and of a code has what its reader needs to act, and no code in its subject', () => {
    expect(neededFor('offer')).toEqual(['when', 'until', 'link']);
    expect(neededFor('code')).toEqual(['code']);
    expect(subjectWords('code')).toEqual(['organisation']);
    expect(checkLetterText('code', 'sms', { subject: '', body: 'Koodi {code} {when}' })).toEqual({
      ok: false,
      error: { body: 'unknown-word' },
    });
  });
  it('has no secret link and no number in its subject', () => {
    for (const kind of ownLetterKinds)
      expect(subjectWords(kind).filter((word) => word === 'link' || word === 'contact')).toEqual([]);
    expect(problemsOf({ subject: 'Tule: {link}' })).toEqual({ subject: 'unknown-word' });
  });
  it('is neither empty nor without end, and both fields are told at once', () => {
    expect(problemsOf({ subject: ' ', body: '' })).toEqual({ subject: 'required', body: 'required' });
    expect(problemsOf({ body: `{when}{link}${'x'.repeat(300)}` }, 'sms')).toEqual({ body: 'too-long' });
    expect(problemsOf({ body: `{when}{link}${'x'.repeat(300)}` })).toEqual({});
  });
});

describe('a filled text', () => {
  it('holds every value as it is, whatever stands in it', () => {
    const values = fc.record(
      Object.fromEntries(
        letterWords.map((word) => [word, fc.oneof(fc.string(), fc.constant('{link} $& {name}'))]),
      ),
    );
    fc.assert(
      fc.property(values, (given) => {
        const text = { subject: '{when}', body: letterWords.map((word) => `<{${word}}>`).join('') };
        expect(fillLetterText(text, given)).toEqual({
          subject: given.when,
          body: letterWords.map((word) => `<${given[word]}>`).join(''),
        });
      }),
    );
  });
});

describe('words in the language of a text [Z8]', () => {
  const names = Object.fromEntries(letterWords.map((word) => [word, `å ${word}`])) as Record<
    (typeof letterWords)[number],
    string
  >;
  it('are stored in one form, whatever language, case and spaces they are typed in', () => {
    expect(storeWords('{å when} { Å LINK } {name} {nimi}', names)).toBe('{when} {link} {name} {nimi}');
  });
  it('come back as they were stored, with all that stands around them', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom(...letterWords.map((word) => `{${word}}`)));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const stored = storeWords(parts.join(''), names);
        expect(storeWords(showWords(stored, names), names)).toBe(stored);
      }),
    );
  });
});
