import { and, asc, eq, gt } from 'drizzle-orm';
import type { Instant } from '#domain';
import type { Tx } from '../open.ts';
import { answer, appointment, encounter, healthcareService } from '../schema.ts';
import { requester, requesterOrganisation } from './appointment-overview.ts';
import { isUnanswered } from './appointment-search.ts';

/** Y23: visits that this specialist has held since then and not answered, the oldest first; nothing of the child. */
export const unansweredVisits = (tx: Tx, practitionerId: string, since: Instant, now: Instant) =>
  tx
    .select({
      id: appointment.id,
      startsAt: appointment.startsAt,
      endsAt: appointment.endsAt,
      serviceName: healthcareService.name,
      requesterName: requester.name,
      requesterOrganisation: requesterOrganisation.name,
    })
    .from(appointment)
    .innerJoin(encounter, eq(encounter.appointmentId, appointment.id))
    .innerJoin(healthcareService, eq(healthcareService.id, appointment.serviceId))
    .innerJoin(requester, eq(requester.id, appointment.requesterId))
    .innerJoin(requesterOrganisation, eq(requesterOrganisation.id, appointment.requesterOrganisationId))
    .leftJoin(answer, eq(answer.appointmentId, appointment.id))
    .where(
      and(eq(appointment.practitionerId, practitionerId), gt(appointment.startsAt, since), isUnanswered(now)),
    )
    .orderBy(asc(appointment.endsAt))
    .all();
