import {
  carryOver,
  checkAnswers,
  guestRoles,
  isEmptyValue,
  isPreVisit,
  requestForms,
  type FormAnswers,
  type RequestContent,
  type RequestFill,
} from '#domain';
import {
  formVersions,
  newId,
  serviceForms,
  visitForms,
  type FormInUse,
  type Participant,
  type Service,
  type Tx,
} from '#db';
import type { Reply } from '#protocol';
import { Refusal } from '../refusal.ts';

type Shown = Reply<'readAppointment'>['appointment'];

const isWritten = (answers: FormAnswers) => Object.values(answers).some((value) => !isEmptyValue(value));

export const viewFormInUse = ({ kind, version }: FormInUse) => ({
  ...{ kind, versionId: version.id, number: version.number, content: version.content },
});

/** What a service asks together with the request. */
export const askedWithRequest = (tx: Tx, serviceId: string): FormInUse[] =>
  serviceForms.inUse(tx, serviceId).filter(({ kind }) => (requestForms as readonly string[]).includes(kind));

/** What it asks its guests before a visit. */
export const askedBeforeVisit = (tx: Tx, serviceId: string): FormInUse[] =>
  serviceForms.inUse(tx, serviceId).filter(({ kind }) => isPreVisit(kind));

/** Every version that a draft says it was written under must be one that exists: else its text could not be carried over. */
export function refuseUnknownVersions(tx: Tx, content: RequestContent): void {
  for (const { versionId } of content.forms ?? [])
    if (!formVersions.byId(tx, versionId)) throw new Refusal('bad-request', { fields: { forms: 'invalid' } });
}

/** F8: an unfinished request as it goes on in the versions of now; undefined where nothing changes. */
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
    return {
      use: fill.use,
      versionId: (to ?? from).id,
      answers: over.answers,
      noLongerAsked: [...fill.noLongerAsked, ...over.noLongerAsked],
    };
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

/** F11: what was written with the request, and the versions that the visit keeps for later. */
export function keepForms(
  tx: Tx,
  userId: string,
  { id: serviceId, organisationId }: Pick<Service, 'id' | 'organisationId'>,
  appointmentId: string,
  fills: readonly CheckedFill[],
  now: number,
): void {
  for (const { use, versionId, answers } of fills)
    visitForms.insert(tx, {
      ...{ id: newId(), organisationId, appointmentId, kind: use, versionId, userId, answers },
      ...{ status: 'submitted', savedAt: now, submittedAt: now },
    });
  for (const { kind, version } of serviceForms.inUse(tx, serviceId))
    if (isPreVisit(kind) || kind === 'answer')
      visitForms.keep(tx, { appointmentId, kind, versionId: version.id, organisationId });
}

/** F13: the forms of a visit as somebody reads them. `readsGuests`: whether they may read what guests wrote. */
export function viewVisitForms(
  tx: Tx,
  appointmentId: string,
  people: Participant[],
  readsGuests: boolean,
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
    .map(({ response, version, userName }) => ({
      ...{ kind: response.kind, number: version.number, content: version.content },
      ...{ writerName: userName ?? '', state: 'submitted' as const },
      ...{ answers: response.answers, submittedAt: response.submittedAt },
    }));
  const answerForm = kept.find(({ kind }) => kind === 'answer');
  return {
    forms: [...withRequest, ...(readsGuests ? guestForms(people, kept, responses) : [])],
    answerForm: answerForm ? viewFormInUse(answerForm) : null,
  };
}

function guestForms(
  people: Participant[],
  kept: FormInUse[],
  responses: ReturnType<typeof visitForms.responses>,
): Shown['forms'] {
  const inOrder = people.toSorted(
    (a, b) =>
      guestRoles.indexOf(a.guestRole) - guestRoles.indexOf(b.guestRole) || a.name.localeCompare(b.name, 'fi'),
  );
  return inOrder.flatMap((person) => {
    const version = kept.find(({ kind }) => kind === person.guestRole)?.version;
    if (person.kind !== 'guest' || !version) return [];
    const response = responses.find((each) => each.response.participantId === person.id)?.response;
    const isSent = response?.status === 'submitted';
    return {
      ...{
        kind: person.guestRole,
        number: version.number,
        content: version.content,
        writerName: person.name,
      },
      state: isSent ? ('submitted' as const) : response ? ('begun' as const) : ('asked' as const),
      answers: isSent ? response.answers : {},
      submittedAt: isSent ? response.submittedAt : null,
    };
  });
}
