import type { DoorSettings, Reply } from '#protocol';
import { PartEditor } from '#lib/features/service-admin/part-editor.svelte.ts';

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

/** What families see of a service, on its page. */
export class DoorEditor extends PartEditor<ManagedDoor, DoorForm> {
  constructor(userId: string, serviceId: string) {
    super(`/api/managed-services/${serviceId}/door`, `neuvo:door:${userId}:${serviceId}`, {
      toForm,
      toSettings,
    });
  }
}
