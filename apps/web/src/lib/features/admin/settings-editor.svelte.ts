import { api, type ApiError } from '#lib/api.ts';
import { newId } from '#lib/new-id.ts';
import { TabCopy } from '#lib/tab-copy.ts';

/** What the server tells of something that an administrator keeps. */
type Managed = { settings: unknown; revision: number; active: boolean };

/** How one kind of thing is typed, and where the server keeps it. */
type Shape<Settings, Form, Choices> = {
  /** Its address; what can be chosen for it is at `/choices` below. */
  path: string;
  /** The name of the copy that this tab keeps of what is unsaved. */
  keptAs: string;
  toForm: (settings: Settings) => Form;
  toSettings: (form: Form) => Settings;
  fresh: (choices: Choices) => Settings;
  /** What is wrong with it, by field; undefined when the server can be asked. */
  faultsOf?: (settings: Settings) => Record<string, string> | undefined;
};

/**
 * One thing with a page of its own, its archive included: what is typed, what of it is saved, and keeping the rest. What
 * somebody else has saved meanwhile is not written over. `id` is undefined for a new one.
 */
export class SettingsEditor<Known extends Managed, Form extends object, Choices> {
  form: Form | undefined = $state();
  choices: Choices | undefined = $state.raw();
  known: Known | undefined = $state.raw();
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
  /** The id of a new thing: sent again because its answer was lost, it is made once. */
  #newId: string = newId();
  readonly #shape: Shape<Known['settings'], Form, Choices>;
  readonly #store: TabCopy<{ form: Form; basedOn: number; newId?: string }>;

  constructor(userId: string, id: string | undefined, shape: Shape<Known['settings'], Form, Choices>) {
    this.id = id;
    this.#shape = shape;
    this.#store = new TabCopy(
      `${shape.keptAs}:${userId}:${id ?? 'new'}`,
      ({ form, basedOn }) => typeof basedOn === 'number' && form !== undefined && 'name' in form,
    );
  }

  get isDirty(): boolean {
    return this.form !== undefined && JSON.stringify(this.#shape.toSettings(this.form)) !== this.#savedJson;
  }

  /** @param afresh Without what an earlier visit left unsaved. */
  async load(afresh = false): Promise<void> {
    this.loadError = undefined;
    const { path, fresh } = this.#shape;
    const [choices, known] = await Promise.all([
      api.get<Choices>(`${path}/choices`),
      this.id === undefined ? undefined : api.get<Known>(`${path}/${this.id}`),
    ]);
    if (!choices.ok) return void (this.loadError = choices.error);
    if (known && !known.ok) return void (this.loadError = known.error);
    this.choices = choices.data;
    this.known = known?.data;
    this.isActive = known?.data.active ?? true;
    this.#begin(known?.data.settings ?? fresh(choices.data), known?.data.revision ?? 0, afresh);
  }

  /** Called with every change: what is unsaved is kept in this tab. */
  keep(): void {
    if (!this.form) return;
    if (this.isDirty)
      this.#store.write({
        form: $state.snapshot(this.form) as Form,
        basedOn: this.#revision,
        newId: this.#newId,
      });
    else this.#store.forget();
  }

  /** Answers whether it was saved; otherwise `refusal` says why not. */
  async save(): Promise<boolean> {
    if (!this.form || this.isBusy) return false;
    const { path, toSettings, faultsOf } = this.#shape;
    const settings = toSettings($state.snapshot(this.form) as Form);
    const fields = faultsOf?.(settings);
    if (fields) {
      this.refusal = { code: 'incomplete', fields };
      return false;
    }
    this.refusal = undefined;
    this.isBusy = true;
    type Saved = { id: string; revision: number };
    const result = this.id
      ? await api.put<Saved>(`${path}/${this.id}`, { settings, basedOn: this.#revision })
      : await api.post<Saved>(path, { settings, id: this.#newId });
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
    const result = await api.post<{ revision: number }>(`${this.#shape.path}/${this.id}/archive`, {
      archived,
    });
    this.isBusy = false;
    if (!result.ok) return result.error;
    this.isActive = !archived;
    // A later one has somebody else's changes in it, which are not on this page: saving over them is refused (V14).
    if (result.data.revision === this.#revision + 1) this.#revision = result.data.revision;
    this.keep();
    return undefined;
  }

  /** Back to what is saved, and to the newest of it. */
  async discard(): Promise<void> {
    this.#store.forget();
    // What is begun anew is another thing, though the one before may have been made.
    this.#newId = newId();
    this.refusal = undefined;
    await this.load(true);
  }

  forget(): void {
    this.#store.forget();
  }

  #begin(settings: Known['settings'], revision: number, afresh: boolean): void {
    const { toForm, toSettings } = this.#shape;
    const kept = afresh ? undefined : this.#store.read();
    this.#savedJson = JSON.stringify(toSettings(toForm(settings)));
    // Over a newer revision it is refused when it is saved (V14), which tells of it then.
    this.#revision = kept?.basedOn ?? revision;
    this.form = kept?.form ?? toForm(settings);
    this.#newId = kept?.newId ?? this.#newId;
    this.wasRestored = kept !== undefined;
  }
}
