import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { instantOf, type AuditEntity, type Instant, type ServiceText } from '#domain';
import type { Tx } from '../open.ts';
import {
  appointment,
  caseType,
  dayException,
  dutyCallBack,
  dutyPlace,
  formTemplate,
  healthcareService,
  organisation,
  outboxMessage,
  participant,
  proposal,
  resource,
  schedule,
  series,
  triageRequest,
  userAccount,
} from '../schema.ts';

/** R8: in plain words what an event is about: of a visit its service and time, never whom it is for. */
export type AuditTarget = { name: ServiceText | null; at: Instant | null; number: number | null };
/** For whom: the own organisation, and it with those below it (R7). */
export type AuditReach = { own: string; under: string[] };

type Row = { id: string; name?: ServiceText | string | null; at?: Instant | null; number?: number | null };
type Find = (tx: Tx, ids: string[], reach: AuditReach) => Row[];

/** Who provides it, or who asked for it. */
const either = (table: typeof appointment | typeof triageRequest | typeof series, { under }: AuditReach) =>
  or(inArray(table.organisationId, under), inArray(table.requesterOrganisationId, under));

const services: Find = (tx, ids, { under }) =>
  tx
    .select({ id: healthcareService.id, name: healthcareService.name })
    .from(healthcareService)
    .where(and(inArray(healthcareService.id, ids), inArray(healthcareService.organisationId, under)))
    .all();

const resources: Find = (tx, ids, { under }) =>
  tx
    .select({ id: resource.id, name: resource.name })
    .from(resource)
    .where(
      and(
        inArray(resource.id, ids),
        inArray(resource.organisationId, under),
        sql`${resource.kind} <> 'person'`,
      ),
    )
    .all();

/** One query for each kind that a page has; what the reader may not see, or is no more, is not in the answer. */
const finders: Partial<Record<AuditEntity, Find>> = {
  appointment: (tx, ids, reach) =>
    tx
      .select({ id: appointment.id, name: healthcareService.name, at: appointment.startsAt })
      .from(appointment)
      .innerJoin(healthcareService, eq(healthcareService.id, appointment.serviceId))
      .where(and(inArray(appointment.id, ids), either(appointment, reach)))
      .all(),
  // The visit that somebody is in: who it is stands there.
  participant: (tx, ids, reach) =>
    tx
      .select({ id: participant.id, name: healthcareService.name, at: appointment.startsAt })
      .from(participant)
      .innerJoin(appointment, eq(appointment.id, participant.appointmentId))
      .innerJoin(healthcareService, eq(healthcareService.id, appointment.serviceId))
      .where(and(inArray(participant.id, ids), either(appointment, reach)))
      .all(),
  request: (tx, ids, reach) =>
    tx
      .select({ id: triageRequest.id, name: healthcareService.name, at: triageRequest.submittedAt })
      .from(triageRequest)
      .innerJoin(healthcareService, eq(healthcareService.id, triageRequest.serviceId))
      .where(and(inArray(triageRequest.id, ids), either(triageRequest, reach)))
      .all(),
  proposal: (tx, ids, { under }) =>
    tx
      .select({ id: proposal.id, name: healthcareService.name, at: proposal.createdAt })
      .from(proposal)
      .innerJoin(healthcareService, eq(healthcareService.id, proposal.serviceId))
      .where(and(inArray(proposal.id, ids), inArray(proposal.organisationId, under)))
      .all(),
  // Its own name is what somebody wrote: it can tell of a client.
  series: (tx, ids, reach) =>
    tx
      .select({ id: series.id, name: healthcareService.name, at: series.createdAt })
      .from(series)
      .innerJoin(healthcareService, eq(healthcareService.id, series.serviceId))
      .where(and(inArray(series.id, ids), either(series, reach)))
      .all(),
  user: (tx, ids, { under }) =>
    tx
      .select({ id: userAccount.id, name: userAccount.name })
      .from(userAccount)
      .where(and(inArray(userAccount.id, ids), inArray(userAccount.organisationId, under)))
      .all(),
  organisation: (tx, ids, { under }) =>
    tx
      .select({ id: organisation.id, name: organisation.name })
      .from(organisation)
      .where(and(inArray(organisation.id, ids), inArray(organisation.id, under)))
      .all(),
  // `ORGANISATION YEAR` is what that event is about.
  'under-eighteens': (tx, ids, reach) => {
    const municipality = (id: string) => id.split(' ')[0]!;
    const names = new Map(
      finders.organisation!(tx, ids.map(municipality), reach).map(({ id, name }) => [id, name]),
    );
    return ids.flatMap((id) => {
      const name = names.get(municipality(id));
      return name ? [{ id, name, number: Number(id.split(' ')[1]) }] : [];
    });
  },
  service: services,
  'duty-queue': services,
  'front-door': services,
  arrivals: services,
  calendar: (tx, ids, reach) => [...services(tx, ids, reach), ...resources(tx, ids, reach)],
  resource: resources,
  'duty-place': (tx, ids, { under }) =>
    tx
      .select({ id: dutyPlace.id, name: healthcareService.name, number: dutyPlace.number })
      .from(dutyPlace)
      .innerJoin(healthcareService, eq(healthcareService.id, dutyPlace.serviceId))
      .leftJoin(userAccount, eq(userAccount.id, dutyPlace.userId))
      .where(
        and(
          inArray(dutyPlace.id, ids),
          or(inArray(dutyPlace.organisationId, under), inArray(userAccount.organisationId, under)),
        ),
      )
      .all(),
  'duty-call-back': (tx, ids, { under }) =>
    tx
      .select({ id: dutyCallBack.id, name: healthcareService.name, at: dutyCallBack.askedAt })
      .from(dutyCallBack)
      .innerJoin(healthcareService, eq(healthcareService.id, dutyCallBack.serviceId))
      .where(and(inArray(dutyCallBack.id, ids), inArray(dutyCallBack.organisationId, under)))
      .all(),
  schedule: (tx, ids, { under }) =>
    tx
      .select({ id: schedule.id, name: userAccount.name })
      .from(schedule)
      .innerJoin(userAccount, eq(userAccount.id, schedule.practitionerId))
      .where(and(inArray(schedule.id, ids), inArray(schedule.organisationId, under)))
      .all(),
  exception: (tx, ids, { under }) =>
    tx
      .select({ id: dayException.id, name: userAccount.name, date: dayException.date })
      .from(dayException)
      .innerJoin(userAccount, eq(userAccount.id, dayException.practitionerId))
      .where(and(inArray(dayException.id, ids), inArray(dayException.organisationId, under)))
      .all()
      .map(({ date, ...row }) => ({ ...row, at: instantOf(date, '00:00') })),
  form: (tx, ids, { under }) =>
    tx
      .select({ id: formTemplate.id, draft: formTemplate.draft })
      .from(formTemplate)
      .where(and(inArray(formTemplate.id, ids), inArray(formTemplate.organisationId, under)))
      .all()
      .map(({ id, draft: { title } }) => ({ id, name: { fi: title.fi, sv: title.sv, en: title.en } })),
  'case-type': (tx, ids, { under }) =>
    tx
      .select({ id: caseType.id, name: caseType.name })
      .from(caseType)
      .where(and(inArray(caseType.id, ids), inArray(caseType.organisationId, under)))
      .all(),
  'outbox-message': (tx, ids, { own }) =>
    tx
      .select({ id: outboxMessage.id, at: outboxMessage.createdAt })
      .from(outboxMessage)
      .where(and(inArray(outboxMessage.id, ids), eq(outboxMessage.organisationId, own)))
      .all(),
};

const asText = (name: ServiceText | string | null | undefined): ServiceText | null =>
  typeof name === 'string' ? { fi: name, sv: name, en: name } : (name ?? null);

/** What these events are about, by `ENTITY ID`. */
export function auditTargets(
  tx: Tx,
  events: readonly { entity: AuditEntity; entityId: string }[],
  reach: AuditReach,
): Map<string, AuditTarget> {
  const byEntity = new Map<AuditEntity, Set<string>>();
  for (const { entity, entityId } of events)
    byEntity.set(entity, (byEntity.get(entity) ?? new Set()).add(entityId));
  const found = new Map<string, AuditTarget>();
  for (const [entity, ids] of byEntity)
    for (const { id, name, at, number } of finders[entity]?.(tx, [...ids], reach) ?? [])
      found.set(`${entity} ${id}`, { name: asText(name), at: at ?? null, number: number ?? null });
  return found;
}
