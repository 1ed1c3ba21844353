import type { Reply } from '#protocol';
import { api } from '#lib/api.ts';

export type Waiting = Reply<'waitsForMe'>['items'][number];
type Found = Pick<Reply<'waitsForMe'>, 'items' | 'total'>;

/** What waits for the viewer's own answer. What it shows stays while it is fetched again; without it the day is shown all the same. */
export class WaitsForMe {
  found: Found = $state.raw({ items: [], total: 0 });
  /** Known, or known not to be had. */
  isLooked = $state(false);
  #asked = 0;

  refresh = async (): Promise<void> => {
    const asked = ++this.#asked;
    const result = await api.get<Reply<'waitsForMe'>>('/api/my-day/waiting');
    if (asked !== this.#asked) return;
    if (result.ok) this.found = result.data;
    this.isLooked = true;
  };
}
