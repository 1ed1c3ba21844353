import { formKinds, type FormKind, type Instant } from '#domain';
import type { Tx } from './open.ts';
import { readyForms } from './ready-forms.ts';
import { formTemplate, formVersion, serviceForm } from './schema.ts';

/** The county's own templates of the demo, which every municipality below it uses: the ready-made ones. */
const templateIds: Record<FormKind, string> = {
  request: 'form-request',
  instrument: 'form-demandingness',
  parent: 'form-parent',
  teacher: 'form-teacher',
  child: 'form-child',
  answer: 'form-answer',
};
const used: [serviceId: string, organisationId: string, kinds: FormKind[]][] = [
  [
    'service-child-psychiatry',
    'org-sairaala',
    ['request', 'instrument', 'parent', 'teacher', 'child', 'answer'],
  ],
  ['service-adolescent-psychiatry', 'org-sairaala', ['request', 'instrument', 'answer']],
];

/** The templates in their first version, and the services that use them. */
export function seedForms(tx: Tx, now: Instant): void {
  const organisationId = 'org-suvanto';
  for (const kind of formKinds) {
    const [id, content] = [templateIds[kind], readyForms[kind]];
    tx.insert(formTemplate).values({ id, organisationId, kind, draft: content, createdAt: now }).run();
    tx.insert(formVersion)
      .values({
        ...{ id: `${id}-1`, organisationId, templateId: id, number: 1, content },
        ...{ publishedAt: now, publishedBy: 'user-admin' },
      })
      .run();
  }
  for (const [serviceId, provider, kinds] of used)
    tx.insert(serviceForm)
      .values(
        kinds.map((kind) => ({
          ...{ serviceId, kind, templateId: templateIds[kind], organisationId: provider },
        })),
      )
      .run();
}
