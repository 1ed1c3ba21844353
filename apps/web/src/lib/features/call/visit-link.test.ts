import { describe, expect, it } from 'vitest';
import { VisitLink } from './visit-link.svelte.ts';

describe('what is told of the connection', () => {
  it('is nothing while everything gets through', () => {
    expect(new VisitLink().news).toBeUndefined();
  });
  it('is each step once: put away, it stays away, but another step is told again', () => {
    const link = new VisitLink();
    link.stepTold({ step: 'reduced', without: [] });
    expect(link.news).toBe('reduced');
    link.putAside();
    link.stepTold({ step: 'reduced', without: [] });
    expect(link.news).toBeUndefined();
    link.stepTold({ step: 'fewer', without: ['mari'] });
    expect(link.news).toBe('fewer');
  });
  it('is told anew after everything had come back', () => {
    const link = new VisitLink();
    link.stepTold({ step: 'fewer', without: ['mari'] });
    link.putAside();
    link.stepTold({ step: 'full', without: [] });
    link.stepTold({ step: 'fewer', without: ['mari'] });
    expect(link.news).toBe('fewer');
  });
  it('names whose picture is left out; with sound only it is everybody', () => {
    const link = new VisitLink();
    link.stepTold({ step: 'fewer', without: ['mari'] });
    expect([link.isWithout('mari'), link.isWithout('pekka')]).toEqual([true, false]);
    link.stepTold({ step: 'sound-only', without: [] });
    expect(link.isWithout('pekka')).toBe(true);
  });
});
