import { m } from '#messages';
import { errorText, fieldTexts, type ApiError } from '#lib/api.ts';
import { formText, type FormInUse } from '#lib/features/forms/form-text.ts';
// By its file: the package's front door would bring the calendar library to every page.
import { caseTypeFault } from '../../../../../../packages/domain/src/case-type/case-type.ts';
import { checkAnswers } from '../../../../../../packages/domain/src/forms/filling.ts';
import { checkRequest } from '../../../../../../packages/domain/src/request.ts';
import type { RequestContent } from './request-form.ts';

type Service = { anonymousOnly: boolean };
type Asking = {
  asked: readonly FormInUse[];
  caseTypes: readonly { id: string }[];
  needsCaseType: boolean;
};
const longest = 20_000;

/** The server's own rules, asked before the round trip: the same answers, without the wait. */
export function findProblems(
  content: RequestContent,
  service: Service,
  year: number,
  { asked, caseTypes, needsCaseType }: Asking,
): ApiError | undefined {
  const checked = checkRequest(content, service, year);
  const fields = checked.ok ? {} : Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
  for (const field of ['question', 'background'] as const)
    if (content[field].length > longest) fields[field] = 'too-long';
  const takenIds = caseTypes.map(({ id }) => id);
  if (caseTypeFault(content.caseTypeId, { takenIds, isNeeded: needsCaseType }) === 'required')
    fields.caseTypeId = 'required';
  for (const { use, versionId, answers } of content.forms ?? []) {
    const form = asked.find((each) => each.versionId === versionId);
    const filled = form && checkAnswers(form.content, answers);
    if (filled && !filled.ok)
      for (const { field, code } of filled.error) fields[`forms.${use}.${field}`] = code;
  }
  return Object.keys(fields).length > 0 ? { code: 'incomplete', fields } : undefined;
}

/** A sentence for each field: for what is missing, the one that says what to do there. */
export function problemTexts(error: ApiError, subject: string): Record<string, string> {
  // A refusal of the whole message names its fields from the top; ours begin at the request. Who is required is chosen among the
  // colleagues.
  const fields = Object.fromEntries(
    Object.entries(error.fields ?? {}).map(([field, code]) => [
      field.replace(/^content\./, '').replace(/^requiredIds$/, 'colleagueIds'),
      code,
    ]),
  );
  const texts = fieldTexts({ ...error, fields });
  const missing: Record<string, () => string> = {
    question: m.booking_need_question,
    urgency: m.booking_need_urgency,
    subject: subject === 'case' ? m.booking_need_case : m.booking_need_subject,
    consentNoted: m.booking_need_consent,
    override: m.staff_override_missing,
    caseTypeId: m.casetypes_need,
  };
  for (const [field, code] of Object.entries(fields)) {
    if (code === 'required') {
      const text = field.endsWith('.name') ? m.booking_need_guest_name : missing[field];
      if (text) texts[field] = text();
    }
    if (field === 'requesterId' && code === 'unknown-colleague') texts[field] = m.slots_for_need();
    if (code === 'too-long' || code === 'maxLength') texts[field] = errorText({ code: 'too-large' });
  }
  // The choice is made, only the list below it is open: the sentence belongs there.
  if (subject === 'case' && texts.subject) {
    texts.caseId = texts.subject;
    delete texts.subject;
  }
  return texts;
}

/** The same sentences for the summary, where a guest's row is not in sight: they say whose they are. */
export function summaryTexts(
  texts: Record<string, string>,
  guests: { name: string }[],
  asked: readonly FormInUse[] = [],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([field, problem]) => {
      const [, use, id] = /^forms\.(\w+)\.(.+)$/.exec(field) ?? [];
      if (use) {
        const form = asked.find(({ kind }) => kind === use);
        const label = form?.content.fields.find((each) => each.id === id)?.label;
        return [field, label ? m.ui_problem_of({ field: formText(label), problem }) : problem];
      }
      const [, index] = /^guests\.(\d+)\./.exec(field) ?? [];
      if (index === undefined) return [field, problem];
      const number = Number(index) + 1;
      const who = guests[number - 1]?.name.trim() || m.booking_guest_number({ number });
      return [field, m.booking_problem_of({ who, problem })];
    }),
  );
}
