import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { askFor, type ListQuery } from './list-query.ts';

/** The services that an administrator manages, a page of them. */
export class ManagedServices {
  list: Reply<'listManagedServices'> | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  #asked = 0;

  async show(query: ListQuery): Promise<void> {
    const asked = ++this.#asked;
    const result = await api.get<Reply<'listManagedServices'>>(askFor(query));
    if (asked !== this.#asked) return;
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.list = result.data;
  }
}
