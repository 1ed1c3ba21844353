import { api, type ApiError } from '#lib/api.ts';

/** How a part of a service is typed, and what it is as the server takes it. */
type Shape<Settings, Form> = {
  toForm: (settings: Settings) => Form;
  toSettings: (form: Form) => Settings;
};

/**
 * A part of a service that has a page of its own (its duty queue, its front door): what is typed, and what of it is saved.
 * What somebody else has saved meanwhile is not written over.
 */
export class PartEditor<Managed extends { settings: unknown; revision: number }, Form> {
  known: Managed | undefined = $state.raw();
  form: Form | undefined = $state();
  loadError: ApiError | undefined = $state.raw();
  refusal: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  readonly path: string;
  readonly #shape: Shape<Managed['settings'], Form>;

  constructor(path: string, shape: Shape<Managed['settings'], Form>) {
    this.path = path;
    this.#shape = shape;
  }

  get isDirty(): boolean {
    if (!this.form || !this.known) return false;
    return JSON.stringify(this.form) !== JSON.stringify(this.#shape.toForm(this.known.settings));
  }

  async load(): Promise<void> {
    const result = await api.get<Managed>(this.path);
    this.loadError = result.ok ? undefined : result.error;
    if (result.ok) this.#keep(result.data);
  }

  async save(): Promise<boolean> {
    if (!this.form || !this.known || this.isBusy) return false;
    this.isBusy = true;
    const settings = this.#shape.toSettings($state.snapshot(this.form) as Form);
    const result = await api.put<Managed>(this.path, { settings, basedOn: this.known.revision });
    this.isBusy = false;
    this.refusal = result.ok ? undefined : result.error;
    if (result.ok) this.#keep(result.data);
    return result.ok;
  }

  discard(): void {
    if (this.known) this.form = this.#shape.toForm(this.known.settings);
  }

  #keep(managed: Managed): void {
    this.known = managed;
    this.form = this.#shape.toForm(managed.settings);
  }
}
