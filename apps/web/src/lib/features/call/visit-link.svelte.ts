import { SvelteMap } from 'svelte/reactivity';
import type { MediaStep } from '#domain';
import type { NoticeData, PersonQuality } from '#protocol';
import type { QualityFacts } from './media/link-stats.ts';

type Told = NoticeData<'media:step'>;
const full: Told = { step: 'full', without: [] };

/** How the connections of a visit are: what gets through to this person, and what the server says of everybody. */
export class VisitLink {
  #told: Told = $state.raw(full);
  readonly #people = new SvelteMap<string, PersonQuality>();
  /** What this page measured of its own connection last. */
  facts: QualityFacts | undefined = $state.raw();
  /** The step whose notice the person has put away; another step is told again. */
  #putAside: MediaStep | undefined = $state.raw();

  get step(): MediaStep {
    return this.#told.step;
  }
  /** The step to tell now, if any. */
  get news(): MediaStep | undefined {
    return this.step === 'full' || this.step === this.#putAside ? undefined : this.step;
  }

  isWithout(participantId: string): boolean {
    return this.step === 'sound-only' || this.#told.without.includes(participantId);
  }
  of(participantId: string | undefined): PersonQuality | undefined {
    return participantId === undefined ? undefined : this.#people.get(participantId);
  }

  stepTold(told: Told): void {
    this.#told = told;
    if (told.step === 'full') this.#putAside = undefined;
  }
  qualityTold({ people }: NoticeData<'visit:quality'>): void {
    for (const person of people) this.#people.set(person.participantId, person);
  }
  putAside(): void {
    this.#putAside = this.step;
  }
  /** Media begins anew: what was true of the old connection is not known of the new one. */
  reset(): void {
    this.#told = full;
    this.#putAside = undefined;
    this.facts = undefined;
    this.#people.clear();
  }
}
