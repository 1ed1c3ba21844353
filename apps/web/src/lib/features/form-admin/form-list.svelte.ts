import type { Reply } from '#protocol';
import { api, type ApiError, type ApiResult } from '#lib/api.ts';
import { askFor, type FormQuery } from './form-query.ts';

/** The templates that an administrator manages, a page of them. */
export class FormList {
  list: Reply<'listForms'> | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  #asked = 0;

  async show(query: FormQuery): Promise<void> {
    const asked = ++this.#asked;
    const result = await api.get<Reply<'listForms'>>(askFor(query));
    if (asked !== this.#asked) return;
    this.error = result.ok ? undefined : result.error;
    if (result.ok) this.list = result.data;
  }

  /** F16: the ready-made templates, for one's own organisation. */
  async takeReady(): Promise<ApiResult<Reply<'takeReadyForms'>>> {
    const choices = await api.get<Reply<'formChoices'>>('/api/managed-forms/choices');
    if (!choices.ok) return choices;
    return api.post('/api/managed-forms/ready/take', { organisationId: choices.data.ownId });
  }
}
