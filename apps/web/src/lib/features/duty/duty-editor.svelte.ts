import type { DutySettings, Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';

export type ManagedDuty = Reply<'readManagedDuty'>;
type Numbers = 'graceMinutes' | 'alarmMinutes' | 'maxWaiting';
/** The settings as they are typed: numbers as texts. */
export type DutyForm = Omit<DutySettings, Numbers> & Record<Numbers, string>;

const toForm = (settings: DutySettings): DutyForm => ({
  ...structuredClone(settings),
  graceMinutes: String(settings.graceMinutes),
  alarmMinutes: String(settings.alarmMinutes),
  maxWaiting: String(settings.maxWaiting),
});
/** What is no whole number becomes one that the server finds fault with, beside its field. */
const numberIn = (text: string) => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : 0);
const toSettings = (form: DutyForm): DutySettings => ({
  ...form,
  graceMinutes: numberIn(form.graceMinutes),
  alarmMinutes: numberIn(form.alarmMinutes),
  maxWaiting: numberIn(form.maxWaiting),
});

/** A service's duty queue on its page: what is typed, and what of it is saved. */
export class DutyEditor {
  known: ManagedDuty | undefined = $state.raw();
  form: DutyForm | undefined = $state();
  loadError: ApiError | undefined = $state.raw();
  refusal: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  readonly #path: string;

  constructor(serviceId: string) {
    this.#path = `/api/managed-services/${serviceId}/duty`;
  }

  get isDirty(): boolean {
    if (!this.form || !this.known) return false;
    return JSON.stringify(this.form) !== JSON.stringify(toForm(this.known.settings));
  }

  async load(): Promise<void> {
    const result = await api.get<ManagedDuty>(this.#path);
    this.loadError = result.ok ? undefined : result.error;
    if (!result.ok) return;
    this.known = result.data;
    this.form = toForm(result.data.settings);
  }

  async save(): Promise<boolean> {
    if (!this.form || !this.known || this.isBusy) return false;
    this.isBusy = true;
    const settings = toSettings($state.snapshot(this.form));
    const result = await api.put<ManagedDuty>(this.#path, { settings, basedOn: this.known.revision });
    this.isBusy = false;
    this.refusal = result.ok ? undefined : result.error;
    if (!result.ok) return false;
    this.known = result.data;
    this.form = toForm(result.data.settings);
    return true;
  }

  /** A new public link; answers what kept it, if anything did. */
  async rotate(): Promise<ApiError | undefined> {
    const result = await api.post<ManagedDuty>(`${this.#path}/link`);
    if (!result.ok) return result.error;
    if (this.known) this.known = { ...this.known, link: result.data.link };
    return undefined;
  }

  discard(): void {
    if (this.known) this.form = toForm(this.known.settings);
  }
}
