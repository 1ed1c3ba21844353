import {
  askedKind,
  carryOver,
  checkAnswers,
  guestRoles,
  isEmptyValue,
  isPreVisit,
  requestForms,
  seenForm,
  takeBack,
  type FormAnswers,
  type FormKind,
  type RequestContent,
  type RequestFill,
  type Sight,
} from '#domain';
import {
  formVersions,
  newId,
  participants,
  requestCaseTypes,
  serviceCaseTypes,
  serviceForms,
  visitForms,
  type FormInUse,
  type Participant,
  type Service,
  type Tx,
} from '#db';
import type { Reply } from '#protocol';
import { Refusal } from '../refusal.ts';
import { preferringType } from './case-types.ts';

type Shown = Reply<'readAppointment'>['appointment'];

const isWritten = (answers: FormAnswers) => Object.values(answers).some((value) => !isEmptyValue(value));

export const viewFormInUse = ({ kind, version }: FormInUse) => ({
  ...{ kind, versionId: version.id, number: version.number, content: version.content },
});

type AskedOf = { serviceId: string; caseTypeId: string | undefined };

/** CT2: what a service asks of a matter of this type, or of none. */
const askedOf = (tx: Tx, { serviceId, caseTypeId }: AskedOf): FormInUse[] =>
  preferringType(
    serviceForms.inUse(tx, serviceId),
    caseTypeId === undefined ? [] : serviceCaseTypes.forms(tx, caseTypeId),
  );

/** What is asked together with the request. */
export const askedWithRequest = (tx: Tx, of: AskedOf): FormInUse[] =>
  askedOf(tx, of).filter(({ kind }) => (requestForms as readonly string[]).includes(kind));

/** What guests are asked before a visit. */
export const askedBeforeVisit = (tx: Tx, of: AskedOf): FormInUse[] =>
  askedOf(tx, of).filter(({ kind }) => isPreVisit(kind));

/** Every version that a draft says it was written under must be one that exists: else its text could not be carried over. */
export function refuseUnknownVersions(tx: Tx, content: RequestContent): void {
  for (const { versionId } of content.forms ?? [])
    if (!formVersions.byId(tx, versionId)) throw new Refusal('bad-request', { fields: { forms: 'invalid' } });
}

/** F8, CT4: an unfinished request as it goes on in the forms that are asked now; undefined where nothing changes. */
export function bringUpToDate(
  tx: Tx,
  content: RequestContent,
  asked: FormInUse[],
): RequestContent | undefined {
  const fills = content.forms ?? [];
  const isCurrent = (fill: RequestFill) =>
    asked.some(({ kind, version }) => kind === fill.use && version.id === fill.versionId);
  if (fills.every(isCurrent)) return undefined;
  const none = { fields: [], bands: [], title: noWords, lead: noWords };
  const forms = fills.map((fill): RequestFill => {
    const from = formVersions.byId(tx, fill.versionId);
    if (!from || isCurrent(fill)) return fill;
    const to = asked.find(({ kind }) => kind === fill.use)?.version;
    const over = carryOver(fill.answers, from.content, to?.content ?? none);
    const gone = [...fill.noLongerAsked, ...over.noLongerAsked];
    const back = takeBack(over.answers, gone, to?.content ?? none);
    return { use: fill.use, versionId: (to ?? from).id, ...back };
  });
  return { ...content, forms };
}
const noWords = { fi: '', sv: '', en: '', se: '' };

export type CheckedFill = { use: RequestFill['use']; versionId: string; answers: FormAnswers };

/** F7, F8: what was filled in with the request, or what is wrong with it, field by field: `forms.request.<field>`. */
export function checkFills(
  asked: FormInUse[],
  fills: readonly RequestFill[],
): { fills: CheckedFill[]; fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  const checkedFills: CheckedFill[] = [];
  for (const use of requestForms) {
    const fill = fills.find((each) => each.use === use);
    const version = asked.find(({ kind }) => kind === use)?.version;
    const isOther = fill !== undefined && fill.versionId !== version?.id;
    if (isOther && (version !== undefined || isWritten(fill.answers))) throw new Refusal('form-changed');
    if (!version) continue;
    const checked = checkAnswers(version.content, fill?.answers ?? {});
    if (!checked.ok) for (const { field, code } of checked.error) fields[`forms.${use}.${field}`] = code;
    else if (isWritten(checked.value))
      checkedFills.push({ use, versionId: version.id, answers: checked.value });
  }
  return { fills: checkedFills, fields };
}

/** What was written together with a visit's request, for another visit of the same request. */
export const fillsOf = (tx: Tx, appointmentId: string): CheckedFill[] =>
  visitForms.responses(tx, appointmentId).flatMap(({ response }) => {
    const use = requestForms.find((each) => each === response.kind);
    return use && response.participantId === null
      ? { use, versionId: response.versionId, answers: response.answers }
      : [];
  });

/**
 * F11, CT5: what was written with the request, and the versions that the visit keeps for later; of a form before the visit that
 * somebody has written in for the visit whose place this one takes, the version of that one (F18).
 */
export function keepForms(
  tx: Tx,
  userId: string,
  { id: serviceId, organisationId }: Pick<Service, 'id' | 'organisationId'>,
  {
    appointmentId,
    requestId,
    insteadOfId,
  }: { appointmentId: string; requestId: string; insteadOfId: string | undefined },
  fills: readonly CheckedFill[],
  now: number,
): void {
  for (const { use, versionId, answers } of fills)
    visitForms.insert(tx, {
      ...{ id: newId(), organisationId, appointmentId, kind: use, versionId, userId, answers },
      ...{ status: 'submitted', savedAt: now, submittedAt: now },
    });
  const typed = Object.entries(requestCaseTypes.of(tx, requestId)?.forms ?? {}).flatMap(([kind, id]) => {
    const version = formVersions.byId(tx, id);
    return version ? [{ kind: kind as FormKind, version }] : [];
  });
  const asked = preferringType(serviceForms.inUse(tx, serviceId), typed);
  for (const { kind, version } of preferringType(asked, writtenBefore(tx, insteadOfId)))
    if (isPreVisit(kind) || kind === 'answer')
      visitForms.keep(tx, { appointmentId, kind, versionId: version.id, organisationId });
}

/** F18: the versions in which guests have written something for a visit. */
function writtenBefore(tx: Tx, appointmentId: string | undefined): FormInUse[] {
  if (appointmentId === undefined) return [];
  const kinds = new Set(
    visitForms
      .responses(tx, appointmentId)
      .flatMap(({ response }) => (response.participantId === null ? [] : response.kind)),
  );
  return visitForms.kept(tx, appointmentId).filter(({ kind }) => kinds.has(kind));
}

type GuestSeat = Pick<Participant, 'name' | 'channel' | 'address' | 'guestRole'>;

/** F18: what the same guest wrote for the visit whose place another takes: what was sent stays sent, what was begun goes on. */
export function carryGuestForm(
  tx: Tx,
  insteadOfId: string,
  seat: GuestSeat & { id: string },
  { id: appointmentId, organisationId }: { id: string; organisationId: string },
): void {
  const isSame = (each: GuestSeat) =>
    each.name === seat.name &&
    each.channel === seat.channel &&
    each.address === seat.address &&
    each.guestRole === seat.guestRole;
  const written = participants
    .ofAppointment(tx, insteadOfId)
    .filter(isSame)
    .flatMap(({ id }) => visitForms.ofGuest(tx, id) ?? [])
    .at(-1);
  if (written)
    visitForms.insert(tx, { ...written, id: newId(), organisationId, appointmentId, participantId: seat.id });
}

/** What a reader sees of a visit's forms (CT7); `readsGuests`: whether they may read what guests wrote at all (F13). */
type Reading = { readsGuests: boolean; request: Sight; answer: Sight; guests: Sight };

/** F13, CT7: the forms of a visit as somebody reads them. */
export function viewVisitForms(
  tx: Tx,
  appointmentId: string,
  people: Participant[],
  sees: Reading,
): Pick<Shown, 'forms' | 'answerForm'> {
  const kept = visitForms.kept(tx, appointmentId);
  const responses = visitForms.responses(tx, appointmentId);
  const withRequest = responses
    .filter(({ response }) => response.participantId === null)
    .sort(
      (a, b) =>
        requestForms.indexOf(a.response.kind as 'request') -
        requestForms.indexOf(b.response.kind as 'request'),
    )
    .flatMap(({ response, version, userName }) => {
      const form = seenForm(sees.request, version.templateId, version.content, response.answers);
      if (!form) return [];
      return {
        ...{ kind: response.kind, number: version.number, content: form.content },
        ...{ writerName: userName ?? '', state: 'submitted' as const },
        ...{ answers: form.answers, submittedAt: response.submittedAt },
      };
    });
  const answerForm = kept.find(({ kind }) => kind === 'answer');
  const seenAnswer =
    answerForm && seenForm(sees.answer, answerForm.version.templateId, answerForm.version.content, {});
  const guests = sees.readsGuests ? guestForms(people, kept, responses) : [];
  return {
    forms: [...withRequest, ...guests.flatMap((each) => seenOfGuest(sees.guests, each))],
    answerForm:
      answerForm && seenAnswer ? { ...viewFormInUse(answerForm), content: seenAnswer.content } : null,
  };
}

type GuestForm = { templateId: string; shown: Shown['forms'][number] };

function seenOfGuest(sight: Sight, { templateId, shown }: GuestForm): Shown['forms'] {
  const form = seenForm(sight, templateId, shown.content, shown.answers);
  return form ? [{ ...shown, content: form.content, answers: form.answers }] : [];
}

function guestForms(
  people: Participant[],
  kept: FormInUse[],
  responses: ReturnType<typeof visitForms.responses>,
): GuestForm[] {
  const inOrder = people.toSorted(
    (a, b) =>
      guestRoles.indexOf(a.guestRole) - guestRoles.indexOf(b.guestRole) || a.name.localeCompare(b.name, 'fi'),
  );
  return inOrder.flatMap((person) => {
    const version = kept.find(({ kind }) => kind === person.guestRole)?.version;
    if (person.kind !== 'guest' || !version) return [];
    const response = responses.find((each) => each.response.participantId === person.id)?.response;
    const isSent = response?.status === 'submitted';
    if (!isSent && askedKind(person) === undefined) return [];
    const { number, content, templateId } = version;
    const state = isSent ? ('submitted' as const) : response ? ('begun' as const) : ('asked' as const);
    const shown = {
      ...{ kind: person.guestRole, number, content, writerName: person.name, state },
      answers: isSent ? response.answers : {},
      submittedAt: isSent ? response.submittedAt : null,
    };
    return { templateId, shown };
  });
}
