import { describe, expect, it } from 'vitest';
import { stepsToTell, type FirstFacts } from './first-steps.ts';

const nothing: FirstFacts = {
  ...{ letters: false, organisations: false, phones: false, specialists: false, askers: false },
  ...{ forms: false, service: false, hours: false, isTop: true, mayAskElsewhere: false },
};
const enough = { letters: true, specialists: true, askers: true, service: true, hours: true };

describe('K7: what is missing before anybody can book', () => {
  it('is told step by step until all that is needed is there', () => {
    expect(stepsToTell(nothing)?.map(({ isDone }) => isDone)).not.toContain(true);
    expect(
      stepsToTell({ ...nothing, specialists: true })
        ?.filter(({ isDone }) => isDone)
        .map(({ step }) => step),
    ).toEqual(['specialists']);
    expect(stepsToTell({ ...nothing, ...enough })).toBeNull();
  });

  it.each(Object.keys(enough))('goes on being told while %s is missing', (step) => {
    expect(stepsToTell({ ...nothing, ...enough, [step]: false })).not.toBeNull();
  });

  it('is nobody’s to see to who stands below another organisation or may ask elsewhere already', () => {
    expect(stepsToTell({ ...nothing, isTop: false })).toBeNull();
    expect(stepsToTell({ ...nothing, mayAskElsewhere: true })).toBeNull();
  });
});
