import {
  answerLimits,
  askedKind,
  checkAnswers,
  goesOnMs,
  isBasedOn,
  isBlank,
  joinPhase,
  mayFill,
  type FormAnswers,
} from '#domain';
import {
  appointmentOf,
  appointments,
  encounterOf,
  newId,
  participants,
  visitForms,
  type FormResponse,
  type FormVersion,
  type Overview,
  type Participant,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { accept, Refusal } from '../refusal.ts';
import type { GuestViewer } from '../viewer.ts';
import { logOnAppointment } from './log-event.ts';
import { earlyMsOf } from './view-appointment.ts';

/** The form that a guest's role gets before a visit; null where the visit keeps none for it. */
export function formOfGuest(tx: Tx, appointmentId: string, person: Participant): FormVersion | null {
  const asked = askedKind(person);
  return visitForms.kept(tx, appointmentId).find(({ kind }) => kind === asked)?.version ?? null;
}

/** Where the guest is with it, for the page that the link opens to. */
export function guestFormState(tx: Tx, overview: Overview, person: Participant): Reply<'guestVisit'>['form'] {
  if (!formOfGuest(tx, overview.appointment.id, person)) return null;
  const response = visitForms.ofGuest(tx, person.id);
  return response ? (response.status === 'submitted' ? 'sent' : 'begun') : 'asked';
}

export function guestForm(deps: Deps, viewer: GuestViewer): Reply<'guestForm'> {
  return deps.store.read((tx) => {
    const { person, version, response, refusal } = load(tx, deps, viewer);
    if (!version) return { form: null };
    return {
      form: {
        ...{
          kind: person.guestRole,
          versionId: version.id,
          number: version.number,
          content: version.content,
        },
        ...{ answers: response?.answers ?? {}, status: response?.status ?? 'draft' },
        ...{ savedAt: response?.savedAt ?? null, isOpen: refusal === undefined },
      },
    };
  });
}

/** F12: saves what is written so far, complete or not. */
export function saveGuestForm(
  deps: Deps,
  viewer: GuestViewer,
  body: Body<'saveGuestForm'>,
): Reply<'saveGuestForm'> {
  return write(deps, viewer, body, 'draft', (_, answers) => answers);
}

/** F7, F12, F17: sends what is written, once. */
export function sendGuestForm(
  deps: Deps,
  viewer: GuestViewer,
  body: Body<'sendGuestForm'>,
): Reply<'sendGuestForm'> {
  const sent = write(deps, viewer, body, 'submitted', (version, answers) => {
    const checked = checkAnswers(version.content, answers);
    if (checked.ok && isBlank(checked.value)) throw new Refusal('form-empty');
    if (checked.ok) return checked.value;
    const fields = Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
    throw new Refusal('incomplete', { fields });
  });
  deps.live.emit('appointment-changed', viewer.appointmentId);
  return sent;
}

function write(
  deps: Deps,
  viewer: GuestViewer,
  { answers, basedOn }: Body<'saveGuestForm'>,
  status: FormResponse['status'],
  check: (version: FormVersion, answers: FormAnswers) => FormAnswers,
): { savedAt: number } {
  return deps.store.write((tx) => {
    const { overview, person, version, response, refusal } = load(tx, deps, viewer);
    if (!version) throw new Refusal('not-found');
    if (refusal) accept({ ok: false, error: refusal });
    if (JSON.stringify(answers).length > answerLimits.bytes) throw new Refusal('too-large');
    if (!isBasedOn(response?.savedAt ?? null, basedOn)) {
      const details = { answers: response?.answers ?? {}, savedAt: response?.savedAt ?? null };
      throw new Refusal('form-conflict', { details });
    }
    // Two texts saved in the same millisecond must not look like one.
    const savedAt = Math.max(deps.now(), (response?.savedAt ?? 0) + 1);
    const checked = check(version, answers);
    if (response) visitForms.save(tx, response.id, { answers: checked, status, savedAt });
    else
      visitForms.insert(tx, {
        ...{ id: newId(), organisationId: viewer.organisationId, appointmentId: viewer.appointmentId },
        ...{ kind: person.guestRole, versionId: version.id, participantId: person.id, answers: checked },
        ...{ status, savedAt, submittedAt: status === 'submitted' ? savedAt : null },
      });
    const action = status === 'submitted' ? 'send-form' : 'write-form';
    logOnAppointment(tx, viewer, savedAt, action, overview.appointment);
    return { savedAt };
  });
}

function load(tx: Tx, deps: Deps, viewer: GuestViewer) {
  const overview = appointments.inOrganisation(tx, viewer.organisationId, viewer.appointmentId);
  const person = participants
    .ofAppointment(tx, viewer.appointmentId)
    .find(({ id }) => id === viewer.participantId);
  if (!overview || !person) throw new Refusal('link-invalid');
  const response = visitForms.ofGuest(tx, person.id);
  const { phase } = joinPhase(
    appointmentOf(overview.appointment),
    encounterOf(overview.encounter),
    'participant',
    deps.now(),
    earlyMsOf(overview),
    goesOnMs(overview.appointment.modality),
  );
  const refusal = mayFill(response?.status ?? 'draft', phase, person.seat === 'removed');
  return { overview, person, response, refusal, version: formOfGuest(tx, viewer.appointmentId, person) };
}
