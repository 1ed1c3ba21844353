import { describe, expect, it } from 'vitest';
import { whatComesNext, whoReads } from './family-words.ts';

describe('who is who in the words for a family', () => {
  it('tells of the worker who invited and of the specialist whom they meet', () => {
    const visit = { hostName: 'Sanna Koskela', inviterName: 'Aino Lampi' };
    expect(whatComesNext(visit)).toMatch(/Sanna Koskela .*Aino Lampi/);
    expect(whoReads(visit)).toMatch(/Sanna Koskela .*Aino Lampi/);
  });

  it('names somebody once who is both, as when a family has booked the time itself', () => {
    const visit = { hostName: 'Sanna Koskela', inviterName: 'Sanna Koskela' };
    for (const text of [whatComesNext(visit), whoReads(visit)])
      expect(text.match(/Sanna Koskela/g)).toHaveLength(1);
    expect(whatComesNext(visit)).not.toContain('työntekijälle');
  });
});
