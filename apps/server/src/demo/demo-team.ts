import { addDays, dayMs, emptyRequest, localDateOf } from '#domain';
import { caseSlots, cases, newId, proposals } from '#db';
import type { Deps } from '../deps.ts';
import { bookAppointment } from '../use-cases/book-appointment.ts';
import { assignCaseSlot, cutCaseSlots } from '../use-cases/case-slots.ts';
import { castVote } from '../use-cases/cast-vote.ts';
import { findPanelTimes } from '../use-cases/panel.ts';
import { proposeTimes } from '../use-cases/propose-times.ts';
import type { UserViewer } from '../viewer.ts';

const serviceId = 'service-adolescent-psychiatry';
const practitionerId = 'user-johan';

/** What a coordinator has going on: a team's meeting cut into case slots, and times that people without an account vote on. */
export function conveneTeam(deps: Deps, leena: UserViewer): void {
  const from = (days: number) => addDays(localDateOf(deps.now()), days);
  const times = (days: number, requiredIds: string[], apart = true) =>
    findPanelTimes(deps, leena, serviceId, {
      ...{ practitionerId, requiredIds, optionalIds: [], fromDate: from(days), days: 30, apart },
    }).times;
  meet(deps, leena, times(9, ['user-pekka'])[0]!.startsAt);
  const startsAts = times(6, []).slice(0, 3);
  const { id: proposalId } = proposeTimes(deps, leena, serviceId, {
    ...{ practitionerId, requiredIds: [], optionalIds: ['user-pekka'] },
    startsAts: startsAts.map(({ startsAt }) => startsAt),
    resourceIds: ['resource-kuusi'],
    voters: [
      voter('Sijaisvanhempi Kaisa', 'kaisa@perhe.example', 'parent', true),
      voter('Opettaja Otto', 'otto@koulu.example', 'teacher', false),
    ],
  });
  const { organisationId } = leena;
  const found = deps.store.read((tx) => proposals.byId(tx, organisationId, proposalId))!;
  const kaisa = found.voters.find(({ isKey }) => isKey)!;
  const said = ['yes', 'if-need-be', 'no'] as const;
  castVote(
    deps,
    { kind: 'voter', voterId: kaisa.id, organisationId, proposalId },
    { answers: found.state.times.map(({ id }, index) => ({ timeId: id, answer: said[index]! })) },
  );
}

const voter = (name: string, address: string, role: 'parent' | 'teacher', isKey: boolean) => ({
  ...{ name, address, role, isKey },
  channel: 'email' as const,
  language: 'fi' as const,
});

function meet(deps: Deps, leena: UserViewer, startsAt: number): void {
  const { appointmentId } = bookAppointment(deps, leena, {
    ...{ draftId: newId(), serviceId, practitionerId, startsAt },
    content: {
      ...emptyRequest,
      question: 'Tiimin viikkotapaaminen: käydään läpi asiat, joissa tarvitaan yhteistä suunnitelmaa.',
      urgency: 'routine',
      subject: { kind: 'anonymous' },
      colleagueIds: ['user-pekka'],
      requiredIds: ['user-pekka'],
    },
  });
  cutCaseSlots(deps, leena, appointmentId, 15);
  const { organisationId, userId } = leena;
  const children = [
    { initials: 'E.V.', birthYear: 2013 },
    { initials: 'T.R.', birthYear: 2010 },
  ];
  children.forEach((child, index) => {
    const id = newId();
    deps.store.write((tx) =>
      cases.insert(tx, {
        ...{ id, organisationId, ...child, responsibleWorkerId: userId },
        createdAt: deps.now() - (20 + index) * dayMs,
      }),
    );
    if (index < deps.store.read((tx) => caseSlots.of(tx, appointmentId)).length)
      assignCaseSlot(deps, leena, appointmentId, index, { caseId: id, was: null, from: null });
  });
}
