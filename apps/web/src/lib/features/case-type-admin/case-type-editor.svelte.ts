import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { TabCopy } from '#lib/tab-copy.ts';

export type CaseTypeForm = Reply<'readCaseType'>['settings'];
export type Choices = Reply<'caseTypeChoices'>;

/** What was typed and not saved, and which revision it was typed over. */
type KeptCopy = { form: CaseTypeForm; basedOn: number };

const noText = { fi: '', sv: '', en: '' };
const empty: CaseTypeForm = {
  ...{ organisationId: '', name: noText, description: noText, forms: {}, restrictedIds: [], shared: [] },
};

/** One case type on its page: what is typed, what of it is saved, and keeping the rest. `id` is undefined for a new one. */
export class CaseTypeEditor {
  form: CaseTypeForm | undefined = $state();
  choices: Choices | undefined = $state.raw();
  usedBy: Reply<'readCaseType'>['usedBy'] = $state.raw([]);
  isActive = $state(true);
  loadError: ApiError | undefined = $state.raw();
  /** Why saving failed. */
  refusal: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  /** Whether the page goes on with what an earlier visit left unsaved. */
  wasRestored = $state(false);
  id: string | undefined = $state();

  #savedJson = $state('');
  #revision = 0;
  readonly #store: TabCopy<KeptCopy>;

  constructor(userId: string, id: string | undefined) {
    this.id = id;
    this.#store = new TabCopy(
      `neuvo:case-type:${userId}:${id ?? 'new'}`,
      ({ form, basedOn }) => typeof basedOn === 'number' && form?.name !== undefined,
    );
  }

  get isDirty(): boolean {
    return this.form !== undefined && JSON.stringify(this.form) !== this.#savedJson;
  }

  async load(): Promise<void> {
    this.loadError = undefined;
    const [choices, known] = await Promise.all([
      api.get<Choices>('/api/case-types/choices'),
      this.id === undefined ? undefined : api.get<Reply<'readCaseType'>>(`/api/case-types/${this.id}`),
    ]);
    if (!choices.ok) return void (this.loadError = choices.error);
    if (known && !known.ok) return void (this.loadError = known.error);
    this.choices = choices.data;
    this.usedBy = known?.data.usedBy ?? [];
    this.isActive = known?.data.active ?? true;
    const fresh = { ...empty, organisationId: choices.data.ownId };
    this.#begin(known?.data.settings ?? fresh, known?.data.revision ?? 0);
  }

  /** Called with every change: what is unsaved is kept in this tab. */
  keep(): void {
    if (!this.form) return;
    if (this.isDirty) this.#store.write({ form: $state.snapshot(this.form), basedOn: this.#revision });
    else this.#store.forget();
  }

  /** Answers whether it was saved; otherwise `refusal` says why not. */
  async save(): Promise<boolean> {
    if (!this.form || this.isBusy) return false;
    const settings = $state.snapshot(this.form);
    this.refusal = undefined;
    this.isBusy = true;
    const result = this.id
      ? await api.put<Reply<'changeCaseType'>>(`/api/case-types/${this.id}`, {
          settings,
          basedOn: this.#revision,
        })
      : await api.post<Reply<'addCaseType'>>('/api/case-types', { settings });
    this.isBusy = false;
    if (!result.ok) {
      this.refusal = result.error;
      return false;
    }
    this.id = result.data.id;
    this.#revision = result.data.revision;
    this.#savedJson = JSON.stringify(settings);
    this.wasRestored = false;
    this.#store.forget();
    return true;
  }

  /** Out of use or back into it; answers what kept it, if anything did. */
  async setArchived(archived: boolean): Promise<ApiError | undefined> {
    if (!this.id) return undefined;
    this.isBusy = true;
    const result = await api.post<Reply<'archiveCaseType'>>(`/api/case-types/${this.id}/archive`, {
      archived,
    });
    this.isBusy = false;
    if (!result.ok) return result.error;
    this.isActive = !archived;
    this.#revision = result.data.revision;
    return undefined;
  }

  /** Back to what is saved, and to the newest of it. */
  async discard(): Promise<void> {
    this.#store.forget();
    this.refusal = undefined;
    await this.load();
  }

  forget(): void {
    this.#store.forget();
  }

  #begin(settings: CaseTypeForm, revision: number): void {
    const kept = this.#store.read();
    this.#savedJson = JSON.stringify(settings);
    // Over a newer revision it is refused when it is saved, which tells of it then.
    this.#revision = kept?.basedOn ?? revision;
    this.form = structuredClone(kept?.form ?? settings);
    this.wasRestored = kept !== undefined;
  }
}
