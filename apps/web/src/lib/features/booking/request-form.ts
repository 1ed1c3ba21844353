import type { Body, Reply } from '#protocol';

export type RequestContent = Body<'saveDraft'>['content'];
type Guest = RequestContent['guests'][number];
export type RequestFill = NonNullable<RequestContent['forms']>[number];
type Asked = Reply<'readDraft'>['forms'];

/** One guest's fields. `key` is only for the page: it keeps a row's fields its own when another row goes. */
export type GuestFields = Omit<Guest, 'role'> & { key: number; role: NonNullable<Guest['role']> };

/** What the fields hold, as they hold it: texts, and every choice's own fields even while another is chosen. */
export type RequestForm = {
  question: string;
  background: string;
  urgency: string;
  subject: string;
  initials: string;
  birthYear: string;
  caseId: string;
  consentNoted: boolean;
  guests: GuestFields[];
  colleagueIds: string[];
  /** Of the colleagues, whose time is booked as well. */
  requiredIds: string[];
  /** In whose name it is booked; empty for one's own. */
  requesterId: string;
  /** Rooms and devices that were named for it. */
  resourceIds: string[];
  /** Of which case type it is; empty for none. */
  caseTypeId: string;
  /** The service's own forms, each with what is written in it. */
  forms: RequestFill[];
};

let lastKey = 0;
export const newGuest = (language: Guest['language']): GuestFields => ({
  key: ++lastKey,
  name: '',
  channel: 'sms',
  address: '',
  language,
  role: 'parent',
});

/** A year that is no number is kept as 0, which the server refuses by name. */
const yearOf = (text: string): number => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : 0);

function subjectOf(form: RequestForm): RequestContent['subject'] {
  switch (form.subject) {
    case 'anonymous':
      return { kind: 'anonymous' };
    case 'case':
      return form.caseId ? { kind: 'case', caseId: form.caseId } : null;
    case 'new-case':
      return { kind: 'new-case', initials: form.initials, birthYear: yearOf(form.birthYear) };
    default:
      return null;
  }
}

/** The form as the server takes it. A service without client data has only one possible subject. */
export function toContent(form: RequestForm, anonymousOnly: boolean): RequestContent {
  const required = form.requiredIds.filter((id) => form.colleagueIds.includes(id));
  const subject = anonymousOnly ? { kind: 'anonymous' as const } : subjectOf(form);
  return {
    question: form.question,
    background: form.background,
    urgency: (form.urgency || null) as RequestContent['urgency'],
    subject,
    consentNoted: subject?.kind === 'anonymous' ? false : form.consentNoted,
    guests: form.guests.map(({ key: _key, ...guest }) => guest),
    colleagueIds: [...form.colleagueIds],
    ...(required.length > 0 && { requiredIds: required }),
    ...(form.requesterId && { requesterId: form.requesterId }),
    ...(form.resourceIds.length > 0 && { resourceIds: [...form.resourceIds] }),
    ...(form.caseTypeId && { caseTypeId: form.caseTypeId }),
    ...(form.forms.length > 0 && { forms: form.forms }),
  };
}

/** A place to write for every form that is asked, and what is no longer asked of any. */
export function fillsOf(known: readonly RequestFill[], asked: Asked): RequestFill[] {
  const begun = asked.flatMap(({ kind, versionId }) =>
    kind === 'request' || kind === 'instrument'
      ? [known.find((fill) => fill.use === kind) ?? { use: kind, versionId, answers: {}, noLongerAsked: [] }]
      : [],
  );
  const gone = known.filter(
    ({ use, noLongerAsked }) => noLongerAsked.length > 0 && !begun.some((each) => each.use === use),
  );
  return structuredClone([...begun, ...gone]);
}

export function toForm(content: Reply<'readDraft'>['content'], asked: Asked): RequestForm {
  const { subject } = content;
  const child = subject?.kind === 'new-case' ? subject : undefined;
  return {
    question: content.question,
    background: content.background,
    urgency: content.urgency ?? '',
    subject: subject?.kind ?? '',
    initials: child?.initials ?? '',
    birthYear: child?.birthYear ? String(child.birthYear) : '',
    caseId: subject?.kind === 'case' ? subject.caseId : '',
    consentNoted: content.consentNoted,
    guests: content.guests.map((guest) => ({ role: 'parent' as const, ...guest, key: ++lastKey })),
    colleagueIds: [...content.colleagueIds],
    requiredIds: [...(content.requiredIds ?? [])],
    requesterId: content.requesterId ?? '',
    resourceIds: [...(content.resourceIds ?? [])],
    caseTypeId: content.caseTypeId ?? '',
    forms: fillsOf(content.forms ?? [], asked),
  };
}
