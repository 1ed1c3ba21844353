import type { Reply } from '#protocol';
import { api } from '#lib/api.ts';

type Steps = Reply<'firstSteps'>['steps'];

/** K7: what is missing before anybody can book. Where it can't be read the page is as it is without. */
export class FirstSteps {
  /** Undefined until it is known. */
  steps: Steps | undefined = $state.raw();

  async load(): Promise<void> {
    const result = await api.get<Reply<'firstSteps'>>('/api/first-steps');
    this.steps = result.ok ? result.data.steps : null;
  }
}
