import type { DoorSettings, Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';

export type ManagedDoor = Reply<'readManagedDoor'>;
/** The settings as they are typed: the age as text. */
export type DoorForm = Omit<DoorSettings, 'aloneFromAge'> & { aloneFromAge: string };

const toForm = (settings: DoorSettings): DoorForm => ({
  ...structuredClone(settings),
  aloneFromAge: String(settings.aloneFromAge),
});
/** What is no whole number becomes one that the server finds fault with, beside its field. */
const toSettings = (form: DoorForm): DoorSettings => ({
  ...form,
  aloneFromAge: /^\d{1,2}$/.test(form.aloneFromAge.trim()) ? Number(form.aloneFromAge) : 0,
});

/** What families see of a service, on its page: what is typed, and what of it is saved. */
export class DoorEditor {
  known: ManagedDoor | undefined = $state.raw();
  form: DoorForm | undefined = $state();
  loadError: ApiError | undefined = $state.raw();
  refusal: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  readonly #path: string;

  constructor(serviceId: string) {
    this.#path = `/api/managed-services/${serviceId}/door`;
  }

  get isDirty(): boolean {
    if (!this.form || !this.known) return false;
    return JSON.stringify(this.form) !== JSON.stringify(toForm(this.known.settings));
  }

  async load(): Promise<void> {
    const result = await api.get<ManagedDoor>(this.#path);
    this.loadError = result.ok ? undefined : result.error;
    if (!result.ok) return;
    this.known = result.data;
    this.form = toForm(result.data.settings);
  }

  async save(): Promise<boolean> {
    if (!this.form || !this.known || this.isBusy) return false;
    this.isBusy = true;
    const settings = toSettings($state.snapshot(this.form));
    const result = await api.put<ManagedDoor>(this.#path, { settings, basedOn: this.known.revision });
    this.isBusy = false;
    this.refusal = result.ok ? undefined : result.error;
    if (!result.ok) return false;
    this.known = result.data;
    this.form = toForm(result.data.settings);
    return true;
  }

  discard(): void {
    if (this.known) this.form = toForm(this.known.settings);
  }
}
