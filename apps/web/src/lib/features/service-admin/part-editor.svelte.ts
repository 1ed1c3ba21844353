import { api, type ApiError } from '#lib/api.ts';
import { TabCopy } from '#lib/tab-copy.ts';

/** How a part of a service is typed, and what it is as the server takes it. */
type Shape<Settings, Form> = {
  toForm: (settings: Settings) => Form;
  toSettings: (form: Form) => Settings;
};

/**
 * A part of a service that has a page of its own (its duty queue, its front door): what is typed, what of it is saved, and
 * keeping the rest in this tab. What somebody else has saved meanwhile is not written over.
 */
export class PartEditor<Managed extends { settings: unknown; revision: number }, Form> {
  known: Managed | undefined = $state.raw();
  form: Form | undefined = $state();
  loadError: ApiError | undefined = $state.raw();
  refusal: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  /** Whether the page goes on with what an earlier visit left unsaved. */
  wasRestored = $state(false);
  readonly path: string;
  readonly #shape: Shape<Managed['settings'], Form>;
  readonly #store: TabCopy<{ form: Form; basedOn: number }>;
  /** Over which revision it is written. */
  #revision = 0;

  /** @param keptAs The name of the copy that this tab keeps of what is unsaved. */
  constructor(path: string, keptAs: string, shape: Shape<Managed['settings'], Form>) {
    this.path = path;
    this.#shape = shape;
    this.#store = new TabCopy(
      keptAs,
      ({ form, basedOn }) => typeof basedOn === 'number' && form !== undefined,
    );
  }

  get isDirty(): boolean {
    if (!this.form || !this.known) return false;
    return JSON.stringify(this.form) !== JSON.stringify(this.#shape.toForm(this.known.settings));
  }

  /** @param afresh Without what an earlier visit left unsaved. */
  async load(afresh = false): Promise<void> {
    const result = await api.get<Managed>(this.path);
    this.loadError = result.ok ? undefined : result.error;
    if (!result.ok) return;
    const kept = afresh ? undefined : this.#store.read();
    this.known = result.data;
    // Over a newer revision it is refused when it is saved (V14), which tells of it then.
    this.#revision = kept?.basedOn ?? result.data.revision;
    this.form = kept?.form ?? this.#shape.toForm(result.data.settings);
    this.wasRestored = kept !== undefined;
  }

  /** Called with every change: what is unsaved is kept in this tab. */
  keep(): void {
    if (!this.form) return;
    if (this.isDirty)
      this.#store.write({ form: $state.snapshot(this.form) as Form, basedOn: this.#revision });
    else this.#store.forget();
  }

  async save(): Promise<boolean> {
    if (!this.form || !this.known || this.isBusy) return false;
    this.isBusy = true;
    const sent = JSON.stringify(this.form);
    const settings = this.#shape.toSettings($state.snapshot(this.form) as Form);
    const result = await api.put<Managed>(this.path, { settings, basedOn: this.#revision });
    this.isBusy = false;
    this.refusal = result.ok ? undefined : result.error;
    if (!result.ok) return false;
    this.known = result.data;
    this.#revision = result.data.revision;
    this.wasRestored = false;
    // What was typed meanwhile is not saved yet.
    if (JSON.stringify(this.form) === sent) this.form = this.#shape.toForm(result.data.settings);
    this.keep();
    return true;
  }

  /** Back to what is saved, and to the newest of it. */
  async discard(): Promise<void> {
    this.#store.forget();
    this.refusal = undefined;
    await this.load(true);
  }

  forget(): void {
    this.#store.forget();
  }
}
