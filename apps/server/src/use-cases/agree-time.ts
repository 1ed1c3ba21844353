import { agree, type BookingPart, type PartClaim, type RequestContent, type SetDecision } from '#domain';
import { proposals, reopenedProposals, type Service, type StoredProposal, type Tx } from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { mustBeThere } from './book-for.ts';
import { logEvent } from './log-event.ts';
import { refuseStaleDraft } from './drafts.ts';
import { heldUntil } from './held-proposal.ts';
import { contentFor, ofConvener } from './proposal-draft.ts';
import {
  agreeingNow,
  asProposed,
  mustGoOn,
  neededBy,
  saveProposal,
  steeredProposal,
  steererIds,
} from './proposal-state.ts';
import { carryOver } from './same-people.ts';
import { areThings } from './visit-resources.ts';
import { serviceAsHeld, type loadWantedTime } from './wanted-time.ts';

type Command = ReturnType<typeof loadWantedTime>['command'];

/**
 * N10: the proposed time that a booking settles. `decide` takes the place of a booking's own decision, `save` writes what the
 * proposal then is, all in the booking's transaction.
 */
export type Agreement = {
  decide: (command: Command & { appointmentId: string }, around: PartClaim[]) => SetDecision<BookingPart>;
  save: (appointmentId: string, content: RequestContent) => void;
  /** N13: whose the visit is, and whose pages show that it is agreed. */
  convenerId: string;
  /** N14: the service as it is booked, and which rooms and devices were named. */
  service: Service;
  resourceIds: string[] | undefined;
  tellUserIds: string[];
  /** N8: the visit that was agreed before and fell through. */
  fellThroughId: string | undefined;
};

export function agreementFor(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  service: Service,
  body: Body<'bookAppointment'>,
): Agreement | undefined {
  if (body.proposalId === undefined) return undefined;
  const now = deps.now();
  const found = steeredProposal(tx, viewer, body.proposalId, now);
  mustBeThere(tx, found.row.convenerId);
  mustGoOn(tx, found);
  const time = timeOf(found, service, body);
  refuseStaleDraft({ ...found.row, content: contentFor(viewer, found.row) }, body.basedOn);
  const needed = neededBy(tx, found.row);
  if (!needed) throw new Refusal('proposed-room-gone');
  const asHeld = serviceAsHeld(tx, needed, body, viewer.userId, now);
  let agreed: StoredProposal['state'] | undefined;
  return {
    convenerId: found.row.convenerId,
    service: asProposed(asHeld, time),
    resourceIds: found.row.content.resourceIds,
    tellUserIds: steererIds(tx, found),
    fellThroughId: reopenedProposals.fallenThrough(tx, found.row.id)?.appointmentId,
    decide: (command, around) => {
      const decision = agree(found.state, time.id, command, around, now);
      if (decision.ok) {
        agreed = decision.value.proposal;
        return decision.value.booking;
      }
      const { code } = decision.error;
      // N13: a colleague who steers it too is about to agree this very time.
      if (code === 'time-gone' && agreeingNow(tx, found, time, viewer.userId, now) !== undefined)
        throw new Refusal('being-agreed');
      // N10: who holds it may yet let it go: then it can be agreed after all.
      const until = code === 'time-gone' ? heldUntil(tx, found, time, viewer.userId, now) : null;
      if (until !== null) throw new Refusal('proposed-time-held', { details: { until } });
      if (decision.error.code === 'time-gone' && areThings(tx, decision.error.resourceIds))
        throw new Refusal('proposed-room-gone');
      // N2: gone is gone, for whatever reason.
      if (code === 'time-gone' || code === 'slot-not-offered' || code === 'slot-in-past') throw gone();
      throw new Refusal(code);
    },
    save: (appointmentId, content) => {
      const { id: proposalId, organisationId } = found.row;
      proposals.agree(tx, { appointmentId, organisationId, proposalId, timeId: time.id, agreedAt: now });
      proposals.saveContent(tx, proposalId, ofConvener(content), now);
      saveProposal(tx, found, agreed!, now);
      // M16, M18: as in the visit that fell through, where there was one.
      carryOver(tx, { id: appointmentId, organisationId: service.organisationId });
      logEvent(tx, viewer, now, { action: 'agree', entity: 'proposal', entityId: proposalId });
    },
  };
}

/** The answers stay; the convener chooses another of the times. */
export const gone = () => new Refusal('proposed-time-gone');

/** The request must be the proposal's own, for one of its times: a page that was left open is told what is so now. */
function timeOf(found: StoredProposal, service: Service, body: Body<'bookAppointment'>) {
  const { row, state } = found;
  if (state.status === 'agreed') throw new Refusal('already-agreed', { details: { timeId: state.timeId } });
  const isOwn =
    row.serviceId === service.id &&
    row.practitionerId === body.practitionerId &&
    row.requestId === body.draftId;
  const time = state.times.find(({ startsAt }) => startsAt === body.startsAt);
  if (!isOwn || !time) throw new Refusal('unknown-time');
  return time;
}
