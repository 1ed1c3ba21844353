import {
  emptyAnswer,
  signAnswer as sign,
  writeAnswer as write,
  type Answer,
  type AnswerContent,
} from '#domain';
import {
  answers,
  appointments,
  audit,
  newId,
  participants,
  requests,
  accounts,
  type Overview,
  type Tx,
} from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { visitAddress } from '../mail/addresses.ts';
import { post } from '../mail/compose.ts';
import { accept, Refusal } from '../refusal.ts';
import { actor, type UserViewer } from '../viewer.ts';

/** A1: saves the draft as it is typed. */
export function writeAnswer(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  content: AnswerContent,
): Reply<'writeAnswer'> {
  const now = deps.now();
  deps.store.write((tx) => {
    const { overview, key, answer } = own(tx, viewer, id);
    answers.save(tx, key, accept(write(answer, content)), now);
    log(tx, deps, viewer, overview, 'write-answer');
  });
  return { savedAt: now };
}

/** A2, A3: signs what is on the screen, completes the request and tells those who asked. */
export function signAnswer(deps: Deps, viewer: UserViewer, id: string, content: AnswerContent): void {
  const now = deps.now();
  deps.store.write((tx) => {
    const { overview, key, answer } = own(tx, viewer, id);
    const signed = accept(sign(accept(write(answer, content)), viewer.userId, now));
    answers.save(tx, key, signed, now);
    requests.settle(tx, overview.request.id, 'completed');
    tellRequester(tx, deps, overview);
    log(tx, deps, viewer, overview, 'sign-answer');
  });
  deps.live.emit('appointment-changed', id);
}

/** R4: only the specialist of the visit writes its answer. */
function own(tx: Tx, viewer: UserViewer, id: string) {
  const overview = appointments.forReader(tx, viewer, id);
  if (!overview) throw new Refusal('not-found');
  const { appointment } = overview;
  if (appointment.practitionerId !== viewer.userId) throw new Refusal('forbidden');
  if (appointment.status === 'cancelled') throw new Refusal('visit-cancelled');
  const known = answers.of(tx, id);
  const answer: Answer = known?.answer ?? { status: 'draft', content: emptyAnswer };
  const key = { id: known?.id ?? newId(), organisationId: appointment.organisationId, appointmentId: id };
  return { overview, key, answer };
}

function tellRequester(tx: Tx, deps: Deps, overview: Overview): void {
  const { publicUrl } = deps.settings;
  const seat = participants
    .ofAppointment(tx, overview.appointment.id)
    .find((person) => person.kind === 'requester');
  const [user] = seat?.userId ? accounts.all(tx, [seat.userId]) : [];
  if (!seat || !user) return;
  const recipient = { ...seat, channel: 'email' as const, address: user.email };
  const link = visitAddress(publicUrl, overview.appointment.id);
  post(tx, { overview, recipient, kind: 'answer-ready', link }, publicUrl, deps.now());
}

function log(tx: Tx, deps: Deps, viewer: UserViewer, { appointment }: Overview, action: string): void {
  const entry = { organisationId: viewer.organisationId, at: deps.now(), ...actor(viewer) };
  audit.write(tx, { ...entry, action, entity: 'appointment', entityId: appointment.id });
}
