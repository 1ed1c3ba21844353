import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
// By its file: the package's front door would bring the calendar library to every page.
import { checkService } from '../../../../../../packages/domain/src/service.ts';
import { TabCopy } from '#lib/tab-copy.ts';
import { newSettings, toForm, toSettings, type ServiceForm, type Settings } from './service-form.ts';

/** What was typed and not saved, and which revision it was typed over. */
type KeptCopy = { form: ServiceForm; basedOn: number };

export type Choices = Reply<'serviceChoices'>;

/** One service on its page: what is typed, what of it is saved, and keeping the rest. `id` is undefined for a new one. */
export class ServiceEditor {
  form: ServiceForm | undefined = $state();
  choices: Choices | undefined = $state.raw();
  /** The exact limits of ages, which stay for as long as the age groups do. */
  ages: { ageMin: number; ageMax: number } | undefined = $state.raw();
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
      `neuvo:service:${userId}:${id ?? 'new'}`,
      ({ form, basedOn }) => typeof basedOn === 'number' && form?.name !== undefined,
    );
  }

  get isDirty(): boolean {
    return this.form !== undefined && JSON.stringify(toSettings(this.form)) !== this.#savedJson;
  }

  async load(): Promise<void> {
    this.loadError = undefined;
    const [choices, known] = await Promise.all([
      api.get<Reply<'serviceChoices'>>('/api/managed-services/choices'),
      this.id === undefined
        ? undefined
        : api.get<Reply<'readManagedService'>>(`/api/managed-services/${this.id}`),
    ]);
    if (!choices.ok) return void (this.loadError = choices.error);
    if (known && !known.ok) return void (this.loadError = known.error);
    this.choices = choices.data;
    this.ages = known?.data.ages;
    this.isActive = known?.data.active ?? true;
    this.#begin(known?.data.settings ?? this.#fresh(), known?.data.revision ?? 0);
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
    const settings = toSettings(this.form);
    const checked = checkService(settings);
    if (!checked.ok) {
      const fields = Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
      this.refusal = { code: 'incomplete', fields };
      return false;
    }
    this.refusal = undefined;
    this.isBusy = true;
    const result = this.id
      ? await api.put<Reply<'changeService'>>(`/api/managed-services/${this.id}`, {
          settings,
          basedOn: this.#revision,
        })
      : await api.post<Reply<'addService'>>('/api/managed-services', { settings });
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
    const result = await api.post<Reply<'archiveService'>>(`/api/managed-services/${this.id}/archive`, {
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

  #fresh(): Settings {
    const { providerIds = [], ownId = '' } = this.choices ?? {};
    return { ...newSettings, organisationId: providerIds.length === 1 ? ownId : '' };
  }

  #begin(settings: Settings, revision: number): void {
    const kept = this.#store.read();
    this.#savedJson = JSON.stringify(toSettings(toForm(settings)));
    // Over a newer revision it is refused when it is saved (V14), which tells of it then.
    this.#revision = kept?.basedOn ?? revision;
    this.form = kept?.form ?? toForm(settings);
    this.wasRestored = kept !== undefined;
  }
}
