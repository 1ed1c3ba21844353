import {
  checkAnswers,
  emptyAnswer,
  isBasedOn,
  signableFrom,
  signAnswer as sign,
  writeAnswer as write,
  type Answer,
  type AnswerContent,
} from '#domain';
import { accounts, answers, appointments, encounterOf, newId, participants, requests, visitForms } from '#db';
import type { Overview, Tx } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { visitAddress } from '../mail/addresses.ts';
import { post } from '../mail/compose.ts';
import { accept, Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { announceChange } from './change-appointment.ts';
import { logOnAppointment } from './log-event.ts';

/** A1, A5: saves the draft as it is typed. */
export function writeAnswer(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { content, basedOn }: Body<'writeAnswer'>,
): Reply<'writeAnswer'> {
  return deps.store.write((tx) => {
    const own = load(tx, viewer, id);
    const written = accept(write(own.answer, content));
    refuseStale(own, basedOn);
    const savedAt = nextSavedAt(own, deps.now());
    answers.save(tx, own.key, written, savedAt);
    logOnAppointment(tx, viewer, savedAt, 'write-answer', own.overview.appointment);
    return { savedAt };
  });
}

/** A2–A5: signs what is on the screen, completes the request and tells those who asked. */
export function signAnswer(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { content, basedOn }: Body<'signAnswer'>,
): void {
  const now = deps.now();
  const signedOf = deps.store.write((tx) => {
    const own = load(tx, viewer, id);
    const { overview } = own;
    const written = accept(write(own.answer, content));
    refuseStale(own, basedOn);
    const from = signableFrom(overview.appointment.startsAt, encounterOf(overview.encounter));
    const fields = formProblems(tx, id, content);
    const signed = sign(written, viewer.userId, now, from);
    if (fields && (signed.ok || signed.error.code === 'answer-incomplete')) {
      const missing = signed.ok || signed.error.code !== 'answer-incomplete' ? [] : signed.error.missing;
      throw new Refusal('answer-incomplete', { fields, details: { missing } });
    }
    answers.save(tx, own.key, accept(signed), nextSavedAt(own, now));
    requests.settle(tx, overview.request.id, 'completed');
    tellRequester(tx, deps, overview);
    logOnAppointment(tx, viewer, now, 'sign-answer', overview.appointment);
    return overview;
  });
  announceChange(deps, signedOf);
}

/** F7, F11: what is wrong with the form that belongs to the answer, by field; undefined where nothing is. */
function formProblems(tx: Tx, id: string, { form = {} }: AnswerContent): Record<string, string> | undefined {
  const version = visitForms.kept(tx, id).find(({ kind }) => kind === 'answer')?.version;
  if (!version) {
    if (Object.keys(form).length > 0) throw new Refusal('bad-request', { fields: { form: 'invalid' } });
    return undefined;
  }
  const checked = checkAnswers(version.content, form);
  if (checked.ok) return undefined;
  return Object.fromEntries(checked.error.map(({ field, code }) => [`form.${field}`, code]));
}

type Own = {
  overview: Overview;
  key: { id: string; organisationId: string; appointmentId: string };
  answer: Answer;
  /** When it was last saved, null for never. */
  savedAt: number | null;
};

/** R4: only the specialist of the visit writes its answer. */
function load(tx: Tx, viewer: UserViewer, id: string): Own {
  const overview = appointments.forReader(tx, viewer, id);
  if (!overview) throw new Refusal('not-found');
  const { appointment } = overview;
  if (appointment.practitionerId !== viewer.userId) throw new Refusal('forbidden');
  if (appointment.status === 'cancelled') throw new Refusal('visit-cancelled');
  const known = answers.of(tx, id);
  const answer: Answer = known?.answer ?? { status: 'draft', content: emptyAnswer };
  const key = { id: known?.id ?? newId(), organisationId: appointment.organisationId, appointmentId: id };
  return { overview, key, answer, savedAt: known?.savedAt ?? null };
}

/** A5: the other draft comes with the refusal, so that nobody has to choose between texts unseen. */
function refuseStale({ answer, savedAt }: Own, basedOn: number | null): void {
  if (isBasedOn(savedAt, basedOn)) return;
  throw new Refusal('answer-changed', { details: { content: answer.content, savedAt } });
}

/** Two drafts saved in the same millisecond must not look like one. */
const nextSavedAt = ({ savedAt }: Own, now: number): number => Math.max(now, (savedAt ?? 0) + 1);

function tellRequester(tx: Tx, deps: Deps, overview: Overview): void {
  const seat = participants
    .ofAppointment(tx, overview.appointment.id)
    .find((person) => person.kind === 'requester');
  const [user] = seat?.userId ? accounts.all(tx, [seat.userId]) : [];
  if (!seat || !user) return;
  const recipient = { ...seat, channel: 'email' as const, address: user.email };
  const link = visitAddress(deps.settings.publicUrl, overview.appointment.id);
  post(tx, { overview, recipient, kind: 'answer-ready', link }, deps.settings, deps.now());
}
