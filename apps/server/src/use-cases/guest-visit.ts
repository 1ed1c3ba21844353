import { changeableUntil, doorOpensAt, goesOnMs, joinPhase, type Language } from '#domain';
import { appointmentOf, appointments, encounterOf, familyBookings, participants, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { guestAddress } from '../mail/addresses.ts';
import { calendarOf } from '../mail/compose.ts';
import { meetingPlace, placeOf } from '../mail/place.ts';
import { Refusal } from '../refusal.ts';
import type { GuestViewer } from '../viewer.ts';
import { guestChoices } from './guest-change.ts';
import { guestFormState } from './guest-form.ts';
import { earlyMsOf } from './view-appointment.ts';
import { windowOf } from './may-change.ts';

/** What a guest sees when the link opens: who invites, when, and what happens next. */
export function guestVisit(deps: Deps, viewer: GuestViewer): Reply<'guestVisit'> {
  return deps.store.read((tx) => {
    const { overview, person } = load(tx, viewer);
    const { appointment, encounter, service, practitioner, requester, requesterOrganisation } = overview;
    const now = deps.now();
    const earlyMs = earlyMsOf(overview);
    const { phase } = joinPhase(
      appointmentOf(appointment),
      encounterOf(encounter),
      'participant',
      now,
      earlyMs,
      goesOnMs(appointment.modality),
    );
    return {
      participantId: person.id,
      yourName: person.name,
      language: person.language,
      serviceName: service.name,
      hostName: practitioner.name,
      hostTitle: practitioner.title,
      inviterName: requester.name,
      inviterOrganisation: requesterOrganisation.name,
      inviterPhone: requester.phone ?? requesterOrganisation.phone,
      bookedByFamily: familyBookings.hasBooked(tx, appointment.id),
      startsAt: appointment.startsAt,
      endsAt: appointment.endsAt,
      modality: appointment.modality,
      address: meetingPlace(tx, overview, person.language),
      opensAt: doorOpensAt(appointment.startsAt, 'participant', earlyMs),
      phase: person.seat === 'removed' && (phase === 'open' || phase === 'early') ? 'removed' : phase,
      form: guestFormState(tx, overview, person),
      seat: person.seat,
      ...guestChoices(tx, overview, person, now),
      changeableUntil: changeableUntil({
        startsAt: appointment.startsAt,
        role: 'family',
        window: windowOf(overview),
      }),
      serverNow: now,
    };
  });
}

/** The visit as a calendar file for a guest. The link in it is the one that the guest is using. */
export function calendarForGuest(deps: Deps, viewer: GuestViewer, token: string): string {
  return deps.store.read((tx) => {
    const { overview, person } = load(tx, viewer);
    const { publicUrl } = deps.settings;
    const recipient = { ...person, channel: person.channel!, address: person.address! };
    const kind =
      overview.appointment.status === 'cancelled' ? ('cancellation' as const) : ('invitation' as const);
    const place = placeOf(tx, overview, person.language);
    const letter = { overview, recipient, kind, link: guestAddress(publicUrl, token), place };
    return calendarOf(letter, deps.settings, 'file');
  });
}

/** The language that the guest's pages and later messages use. */
export function chooseGuestLanguage(deps: Deps, viewer: GuestViewer, language: Language): void {
  deps.store.write((tx) => participants.setLanguage(tx, viewer.participantId, language));
}

function load(tx: Tx, viewer: GuestViewer) {
  const overview = appointments.inOrganisation(tx, viewer.organisationId, viewer.appointmentId);
  const person = participants
    .ofAppointment(tx, viewer.appointmentId)
    .find((p) => p.id === viewer.participantId);
  if (!overview || !person) throw new Refusal('link-invalid');
  return { overview, person };
}
