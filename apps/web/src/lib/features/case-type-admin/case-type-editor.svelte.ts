import type { Reply } from '#protocol';
import { SettingsEditor } from '#lib/features/admin/settings-editor.svelte.ts';

export type CaseTypeForm = Reply<'readCaseType'>['settings'];
export type Choices = Reply<'caseTypeChoices'>;

const noText = { fi: '', sv: '', en: '' };
const empty: CaseTypeForm = {
  ...{ organisationId: '', name: noText, description: noText, forms: {}, restrictedIds: [], shared: [] },
};

/** One case type on its page. `id` is undefined for a new one. */
export class CaseTypeEditor extends SettingsEditor<Reply<'readCaseType'>, CaseTypeForm, Choices> {
  constructor(userId: string, id: string | undefined) {
    super(userId, id, {
      path: '/api/case-types',
      keptAs: 'neuvo:case-type',
      toForm: (settings) => structuredClone(settings),
      toSettings: (form) => form,
      fresh: ({ ownId }) => ({ ...empty, organisationId: ownId }),
    });
  }

  get usedBy(): Reply<'readCaseType'>['usedBy'] {
    return this.known?.usedBy ?? [];
  }
}
