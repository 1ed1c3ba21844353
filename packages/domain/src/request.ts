import type { FormAnswers, NoLongerAsked } from './forms/filling.ts';
import type { GuestRole } from './forms/form.ts';
import { plainName } from './plain-name.ts';
import { err, ok, type Result } from './result.ts';

export const urgencies = ['routine', 'soon', 'urgent'] as const;
export type Urgency = (typeof urgencies)[number];

/** FHIR's ServiceRequest; a directly booked request is accepted at once. The triage states come with triage. */
export type RequestStatus = 'draft' | 'accepted' | 'completed' | 'revoked';

/** Whom the request is about. Initials and a year are the most that is ever written down about the child. */
export type Subject =
  | { kind: 'anonymous' }
  | { kind: 'case'; caseId: string }
  | { kind: 'new-case'; initials: string; birthYear: number };

/** What a person may be addressed in; Northern Sámi is for what families see. */
export const languages = ['fi', 'sv', 'en', 'se'] as const;
export type Language = (typeof languages)[number];

export type InvitedGuest = {
  name: string;
  channel: 'email' | 'sms';
  address: string;
  language: Language;
  /** Whose form they get before the visit; a parent's where nothing else is said. */
  role?: GuestRole;
};

/** The service's own form as it is filled in with the request, and what of it a newer version asks no more (F8). */
export type RequestFill = {
  use: 'request' | 'instrument';
  versionId: string;
  answers: FormAnswers;
  noLongerAsked: NoLongerAsked[];
};

export type RequestContent = {
  question: string;
  background: string;
  urgency: Urgency | null;
  subject: Subject | null;
  consentNoted: boolean;
  guests: InvitedGuest[];
  colleagueIds: string[];
  /** Those of the colleagues without whom there is no meeting, and whose time it therefore takes (N1, H10). */
  requiredIds?: string[];
  /** In whose name it is booked (B7); its writer's where it is left out. */
  requesterId?: string;
  /** Rooms and devices that were named for it (D6). */
  resourceIds?: string[];
  /** Of which case type it is (CT3); of none where it is left out. */
  caseTypeId?: string;
  forms?: RequestFill[];
};

export const emptyRequest: RequestContent = {
  question: '',
  background: '',
  urgency: null,
  subject: null,
  consentNoted: false,
  guests: [],
  colleagueIds: [],
};

/** More people than this is a network meeting, not a consultation. */
export const maxGuests = 8;

export type RequestProblem = { field: string; code: string };

/**
 * B1–B4: what still keeps a request from being booked, each with the field it belongs to. Nothing is thrown away:
 * the draft stays as it is.
 */
export function checkRequest(
  content: RequestContent,
  service: { anonymousOnly: boolean },
  year: number,
): Result<RequestContent, RequestProblem[]> {
  const problems: RequestProblem[] = [];
  const need = (held: boolean, field: string, code: string) => void (held || problems.push({ field, code }));
  need(content.question.trim() !== '', 'question', 'required');
  need(content.urgency !== null, 'urgency', 'required');
  need(content.subject !== null, 'subject', 'required');
  need(
    !service.anonymousOnly || content.subject === null || content.subject.kind === 'anonymous',
    'subject',
    'anonymous-only',
  );
  if (content.subject?.kind === 'new-case') {
    need(/^\p{L}[\p{L}.\- ]{0,7}$/u.test(content.subject.initials.trim()), 'subject.initials', 'initials');
    const age = year - content.subject.birthYear;
    need(Number.isInteger(age) && age >= 0 && age <= 25, 'subject.birthYear', 'birth-year');
  }
  if (content.subject && content.subject.kind !== 'anonymous')
    need(content.consentNoted, 'consentNoted', 'required');
  problems.push(...checkGuests(content.guests));
  return problems.length > 0 ? err(problems) : ok(content);
}

/** B4: what is wrong with guests as they are written down, each with its field. */
export function checkGuests(guests: readonly InvitedGuest[]): RequestProblem[] {
  const problems: RequestProblem[] = [];
  if (guests.length > maxGuests) problems.push({ field: 'guests', code: 'too-many-guests' });
  guests.forEach((guest, index) => {
    if (plainName(guest.name) === '') problems.push({ field: `guests.${index}.name`, code: 'required' });
    if (!addressFits(guest))
      problems.push({
        field: `guests.${index}.address`,
        code: guest.channel === 'email' ? 'email' : 'phone',
      });
  });
  return problems;
}

/** B4: an address that a message can be sent to; phone numbers are Finnish or international. */
export function addressFits({ channel, address }: Pick<InvitedGuest, 'channel' | 'address'>): boolean {
  return channel === 'email'
    ? /^[^\s@<>"',;:()[\]\\]+@[^\s@<>"',;:()[\]\\]+\.[^\s@.<>"',;:()[\]\\]{2,}$/.test(address.trim())
    : normalisePhone(address) !== null;
}

/** `040 123 4567` → `+358401234567`; null when it can't be a phone number. */
export function normalisePhone(text: string): string | null {
  const digits = text.replace(/[\s\-()./]/g, '');
  if (/^\+[1-9]\d{6,14}$/.test(digits)) return digits;
  if (/^00[1-9]\d{6,14}$/.test(digits)) return `+${digits.slice(2)}`;
  return /^0[1-9]\d{4,11}$/.test(digits) ? `+358${digits.slice(1)}` : null;
}

/**
 * Y22: the number to which a text message can go: a Finnish mobile one (040–049 and 050, or 0457), or any of abroad, whose
 * numbers we don't tell apart; null for a switchboard.
 */
export function mobileNumber(text: string): string | null {
  const number = normalisePhone(text);
  return number !== null && (!number.startsWith('+358') || /^\+358(4|50)/.test(number)) ? number : null;
}
