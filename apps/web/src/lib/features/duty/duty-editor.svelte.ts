import type { DutySettings, Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { PartEditor } from '#lib/features/service-admin/part-editor.svelte.ts';

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

/** A service's duty queue on its page. */
export class DutyEditor extends PartEditor<ManagedDuty, DutyForm> {
  constructor(userId: string, serviceId: string) {
    super(`/api/managed-services/${serviceId}/duty`, `neuvo:duty:${userId}:${serviceId}`, {
      toForm,
      toSettings,
    });
  }

  /** A new public link; answers what kept it, if anything did. */
  async rotate(): Promise<ApiError | undefined> {
    const result = await api.post<ManagedDuty>(`${this.path}/link`);
    if (!result.ok) return result.error;
    if (this.known) this.known = { ...this.known, link: result.data.link };
    return undefined;
  }
}
