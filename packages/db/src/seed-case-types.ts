import { eq } from 'drizzle-orm';
import {
  partOfForm,
  type CaseTypeSettings,
  type FormContent,
  type FormKind,
  type Instant,
  type ServiceText,
} from '#domain';
import type { Tx } from './open.ts';
import { caseTypes, serviceCaseTypes } from './repositories/case-types.ts';
import { formTemplate, formVersion, healthcareService } from './schema.ts';
import * as forms from './seed-case-forms.ts';

const county = 'org-suvanto';
const provider = 'org-sairaala';
const service = 'service-adolescent-psychiatry';

const templates: [id: string, kind: FormKind, content: FormContent][] = [
  ['form-youth-request', 'request', forms.youthRequest],
  ['form-youth-answer', 'answer', forms.youthAnswer],
  ['form-dm1-request', 'request', forms.diabetesRequest],
  ['form-dm1-parent', 'parent', forms.diabetesParent],
  ['form-risu-request', 'request', forms.offenceRequest],
  ['form-risu-answer', 'answer', forms.offenceAnswer],
  ['form-joint-request', 'request', forms.jointRequest],
];

type Seeded = Pick<CaseTypeSettings, 'name' | 'description' | 'forms'> & Partial<CaseTypeSettings>;
const words = (fi: string, sv: string, en: string): ServiceText => ({ fi, sv, en });

const types: [id: string, settings: Seeded][] = [
  [
    'case-youth',
    {
      name: words(
        'Kunnan tiimin konsultaatio',
        'Konsultation för kommunens team',
        'Consultation for a municipal team',
      ),
      description: words(
        'Tiimin kysymys, tausta, neuvo ja seuranta.',
        'Teamets fråga, bakgrund, råd och uppföljning.',
        'The team’s question, background, advice and follow-up.',
      ),
      forms: { request: 'form-youth-request', answer: 'form-youth-answer' },
    },
  ],
  [
    'case-dm1',
    {
      name: words(
        'Nuoren diabetes huonossa tasapainossa (DM1)',
        'Ung med diabetes i dålig balans (DM1)',
        'Young person’s diabetes in poor balance (DM1)',
      ),
      description: words(
        'Kun tyypin 1 diabeteksen hoito ei suju ja mielialakin huolettaa.',
        'När vården av typ 1-diabetes inte löper och måendet också oroar.',
        'When the care of type 1 diabetes does not work and mood is a worry too.',
      ),
      forms: { request: 'form-dm1-request', parent: 'form-dm1-parent' },
    },
  ],
  [
    'case-risu',
    {
      name: words(
        'Alle 18-vuotias rikoksesta epäilty (Risu)',
        'Under 18 år, misstänkt för brott (Risu)',
        'Under 18 and suspected of an offence (Risu)',
      ),
      description: words(
        'Poliisi on mukana ja näkee vain osan tiedoista.',
        'Polisen är med och ser bara en del av uppgifterna.',
        'The police take part and see only some of it.',
      ),
      forms: { request: 'form-risu-request', answer: 'form-risu-answer' },
      restrictedIds: ['org-poliisi'],
      shared: [
        'question',
        partOfForm('form-risu-request', 'offence'),
        partOfForm('form-risu-request', 'network'),
        'follow-up',
        partOfForm('form-risu-answer', 'agreed'),
      ],
    },
  ],
  [
    'case-joint',
    {
      name: words(
        'Lastensuojelun ja psykiatrian yhteinen asiakas',
        'Gemensam klient för barnskyddet och psykiatrin',
        'Joint client of child protection and psychiatry',
      ),
      description: words(
        'Kun molemmat ovat mukana ja vastuu on sovittava.',
        'När båda är med och ansvaret ska avtalas.',
        'When both are involved and who does what has to be agreed.',
      ),
      forms: { request: 'form-joint-request' },
    },
  ],
];

/** The demo's case types with their templates, taken by the adolescent psychiatry consultation. */
export function seedCaseTypes(tx: Tx, now: Instant): void {
  for (const [id, kind, content] of templates) {
    tx.insert(formTemplate)
      .values({ id, organisationId: county, kind, draft: content, createdAt: now })
      .run();
    tx.insert(formVersion)
      .values({
        ...{ id: `${id}-1`, organisationId: county, templateId: id, number: 1, content },
        ...{ publishedAt: now, publishedBy: 'user-admin' },
      })
      .run();
  }
  for (const [id, settings] of types)
    caseTypes.insert(tx, id, { organisationId: provider, restrictedIds: [], shared: [], ...settings }, now);
  serviceCaseTypes.replace(
    tx,
    { id: service, organisationId: provider },
    types.map(([id]) => id),
  );
  tx.update(healthcareService).set({ monthlyQuota: 4 }).where(eq(healthcareService.id, service)).run();
}
