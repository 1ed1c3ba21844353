import { dayMs, letterTo, lostLinkAddress, lostLinkVisits, type Instant } from '#domain';
import {
  accounts,
  appointments,
  audit,
  participants,
  proposals,
  type Participant,
  type Tx,
  type VoterRow,
} from '#db';
import type { Deps } from '../deps.ts';
import { guestAddress } from '../mail/addresses.ts';
import { post } from '../mail/compose.ts';
import { postProposal } from '../mail/proposal-letter.ts';
import { withoutMessage } from '../plugins/errors.ts';
import { Refusal } from '../refusal.ts';
import { addLink, openLink } from './create-visit.ts';
import { concernedBy } from './log-event.ts';
import { askedBefore, countAsk, keepAsked } from './throttle.ts';

/**
 * J6: somebody has lost their link. The answer says nothing of whether the address is known, and neither does how long it
 * takes: what there is to send is looked for after it.
 *
 * @param asked.network Where the question comes from (`networkOf`).
 */
export function askForLostLink(deps: Deps, asked: { address: string; network: string }): void {
  const wanted = lostLinkAddress(asked.address);
  if (!wanted) throw new Refusal('incomplete', { fields: { address: 'email-or-phone' } });
  const now = deps.now();
  deps.store.write((tx) => {
    accounts.forgetThrottles(tx, now - dayMs);
    countAsk(tx, `lost-link from:${asked.network}`, now);
  });
  setImmediate(() => {
    try {
      sendNewLinks(deps, wanted);
    } catch (error) {
      const stack = error instanceof Error ? withoutMessage(error) : '';
      deps.log.error({ event: 'lost-link-failed', stack });
    }
  });
}

function sendNewLinks(deps: Deps, wanted: NonNullable<ReturnType<typeof lostLinkAddress>>): void {
  const now = deps.now();
  const revoked = deps.store.write((tx) => {
    const guests = participants.withAddress(tx, wanted, now, lostLinkVisits);
    const voters = proposals.votersWithAddress(tx, wanted, now, lostLinkVisits);
    if (guests.length + voters.length === 0) return [];
    const to = `lost-link to:${wanted.address.toLowerCase()}`;
    const letter = letterTo(askedBefore(tx, to), now);
    if (!letter) return [];
    keepAsked(tx, to, letter);
    for (const voter of voters) renewVote(tx, deps, voter, now);
    return guests.flatMap((guest) => (renew(tx, deps, guest, now) ? guest.id : []));
  });
  for (const participantId of revoked) deps.live.emit('link-revoked', participantId);
}

/** Answers whether the links before it stopped working. */
function renew(tx: Tx, deps: Deps, guest: Omit<Participant, 'title' | 'state'>, now: Instant): boolean {
  const overview = appointments.inOrganisation(tx, guest.organisationId, guest.appointmentId);
  if (!overview || overview.encounter.status === 'finished' || guest.seat === 'removed') return false;
  // Nobody is put out of a visit by somebody who only knows their address.
  const isHere = guest.seat === 'waiting' || guest.seat === 'admitted';
  const token = (isHere ? addLink : openLink)(tx, guest, overview.appointment.endsAt, now);
  const recipient = { ...guest, channel: guest.channel!, address: guest.address! };
  const link = guestAddress(deps.settings.publicUrl, token);
  post(tx, { overview, recipient, kind: 'new-link', link }, deps.settings, now);
  const { id, organisationId } = overview.appointment;
  // Whoever asked is not known to be this guest.
  const by = { organisationId, at: now, actorKind: 'system' as const, actorId: 'lost-link' };
  audit.write(
    tx,
    { ...by, action: 'renew-link', entity: 'appointment', entityId: id },
    concernedBy(overview.appointment),
  );
  return !isHere;
}

/** The vote's links stop working, and a letter brings a new one. */
function renewVote(tx: Tx, deps: Deps, voter: VoterRow, now: Instant): void {
  const { organisationId, proposalId } = voter;
  const found = proposals.byId(tx, organisationId, proposalId);
  if (!found) return;
  proposals.dropLinks(tx, voter.id);
  postProposal(tx, { found, voter, kind: 'new-link' }, deps.settings, now);
  const by = { organisationId, at: now, actorKind: 'system' as const, actorId: 'lost-link' };
  audit.write(tx, { ...by, action: 'renew-link', entity: 'proposal', entityId: proposalId });
}
