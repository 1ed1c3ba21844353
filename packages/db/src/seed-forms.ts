import type { FormContent, FormKind, Instant } from '#domain';
import type { Tx } from './open.ts';
import { formTemplate, formVersion, serviceForm } from './schema.ts';
import { child, parent, teacher } from './seed-guest-forms.ts';
import { answer, instrument, request } from './seed-staff-forms.ts';

/** The county's own templates of the demo, which every municipality below it uses. */
const templates: [id: string, kind: FormKind, content: FormContent][] = [
  ['form-request', 'request', request],
  ['form-demandingness', 'instrument', instrument],
  ['form-parent', 'parent', parent],
  ['form-teacher', 'teacher', teacher],
  ['form-child', 'child', child],
  ['form-answer', 'answer', answer],
];
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
  for (const [id, kind, content] of templates) {
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
        kinds.map((kind) => {
          const [templateId] = templates.find(([, each]) => each === kind)!;
          return { serviceId, kind, templateId, organisationId: provider };
        }),
      )
      .run();
}
