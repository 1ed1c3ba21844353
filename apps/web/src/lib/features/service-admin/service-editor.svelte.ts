import type { Reply } from '#protocol';
import { SettingsEditor } from '#lib/features/admin/settings-editor.svelte.ts';
// By its file: the package's front door would bring the calendar library to every page.
import { checkService } from '../../../../../../packages/domain/src/service.ts';
import { newSettings, toForm, toSettings, type ServiceForm, type Settings } from './service-form.ts';

export type Choices = Reply<'serviceChoices'>;

/** One service on its page. `id` is undefined for a new one. */
export class ServiceEditor extends SettingsEditor<Reply<'readManagedService'>, ServiceForm, Choices> {
  constructor(userId: string, id: string | undefined) {
    super(userId, id, {
      path: '/api/managed-services',
      keptAs: 'neuvo:service',
      ...{ toForm, toSettings, faultsOf },
      fresh: ({ providerIds, ownId }) => ({
        ...newSettings,
        organisationId: providerIds.length === 1 ? ownId : '',
      }),
    });
  }

  /** The exact limits of ages, which stay for as long as the age groups do. */
  get ages(): { ageMin: number; ageMax: number } | undefined {
    return this.known?.ages;
  }
}

function faultsOf(settings: Settings): Record<string, string> | undefined {
  const checked = checkService(settings);
  if (checked.ok) return undefined;
  return Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
}
