import { and, eq } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Tx } from '../open.ts';
import { given, prepared } from '../prepared.ts';
import {
  answer,
  appointment,
  childCase,
  encounter,
  healthcareService,
  organisation,
  serviceRequest,
  userAccount,
} from '../schema.ts';

export const practitioner = alias(userAccount, 'practitioner');
export const requester = alias(userAccount, 'requester');
export const requesterOrganisation = alias(organisation, 'requester_organisation');
const requesterTold = { name: requester.name, phone: requester.phone, language: requester.language };
const organisationTold = { name: requesterOrganisation.name, phone: requesterOrganisation.phone };

/** An appointment with what every list tells of it. */
export const overview = (tx: Tx) =>
  tx
    .select({
      appointment,
      encounter,
      service: healthcareService,
      request: serviceRequest,
      answerStatus: answer.status,
      practitioner: { name: practitioner.name, title: practitioner.title },
      requester: requesterTold,
      requesterOrganisation: organisationTold,
      childCase,
    })
    .from(appointment)
    .innerJoin(encounter, eq(encounter.appointmentId, appointment.id))
    .innerJoin(healthcareService, eq(healthcareService.id, appointment.serviceId))
    .innerJoin(serviceRequest, eq(serviceRequest.id, appointment.requestId))
    .innerJoin(practitioner, eq(practitioner.id, appointment.practitionerId))
    .innerJoin(requester, eq(requester.id, appointment.requesterId))
    .innerJoin(requesterOrganisation, eq(requesterOrganisation.id, appointment.requesterOrganisationId))
    .leftJoin(childCase, eq(childCase.id, serviceRequest.caseId))
    .leftJoin(answer, eq(answer.appointmentId, appointment.id));

export type Overview = NonNullable<ReturnType<ReturnType<typeof overview>['get']>>;

/** What of it letters tell: a fifth of the columns, and no text to be taken apart. */
export type ToldVisit = Pick<Overview, 'appointment' | 'requester' | 'requesterOrganisation'>;

export const toldVisit = prepared((tx) =>
  tx
    .select({ appointment, requester: requesterTold, requesterOrganisation: organisationTold })
    .from(appointment)
    .innerJoin(requester, eq(requester.id, appointment.requesterId))
    .innerJoin(requesterOrganisation, eq(requesterOrganisation.id, appointment.requesterOrganisationId))
    .where(and(eq(appointment.id, given('id')), eq(appointment.organisationId, given('organisationId'))))
    .prepare(),
);

export const overviewIn = prepared((tx) =>
  overview(tx)
    .where(and(eq(appointment.id, given('id')), eq(appointment.organisationId, given('organisationId'))))
    .prepare(),
);
