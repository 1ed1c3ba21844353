import type { Whereabouts } from '#protocol';

/** Where somebody is who has left, when the server could not be told: of the visit, only what every state shares. */
export function leftFrom(from: Whereabouts): Whereabouts {
  const { appointmentId, participantId, youAreHost, serviceName, hostName, startsAt, endsAt, serverNow } =
    from;
  const shared = { appointmentId, participantId, youAreHost, serviceName, hostName, startsAt, endsAt };
  return { ...shared, serverNow, state: 'closed', reason: 'left' };
}
