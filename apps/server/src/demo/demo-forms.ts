import type { FormAnswers, RequestFill } from '#domain';
import { participants } from '#db';
import type { Deps } from '../deps.ts';
import { saveGuestForm, sendGuestForm } from '../use-cases/guest-form.ts';
import type { GuestViewer } from '../viewer.ts';

/** What the fictional people wrote in the demo's forms. */
export const demoRequestForms: RequestFill[] = [
  {
    use: 'request',
    versionId: 'form-request-1',
    noLongerAsked: [],
    answers: {
      since: '2026-08-17',
      tried:
        'Lyhyet tauot siirtymien välissä ja kuvallinen päiväohjelma. Oma aikuinen aamulla on auttanut eniten.',
      strengths: 'Utelias, huumorintajuinen ja hyvä pienempien kanssa.',
      network: ['school', 'family-work'],
      need: 'plan',
    },
  },
  {
    use: 'instrument',
    versionId: 'form-demandingness-1',
    noLongerAsked: [],
    answers: { everyday: 3, school: 4, duration: 'months', load: ['separation'], danger: false },
  },
];

const demoParentForm: FormAnswers = {
  worry: 'Koulusta soitetaan monta kertaa viikossa. Kotona hän on väsynyt mutta rauhallinen.',
  well: 'Viikonloput mummolassa ja legot.',
  sleep: 2,
  hope: 'Että koulussa ja kotona toimittaisiin samalla tavalla.',
};

const demoChildForm: FormAnswers = { feel: 3, nice: 'Legot ja mummolan koira' };

export const demoAnswerForm: FormAnswers = {
  assessment: 'Oireet liittyvät kuormittaviin siirtymiin, ei viitettä vakavammasta.',
  actions: ['home', 'school'],
  responsible: 'Kouluterveydenhoitaja',
};

/** The mother has sent her form, the child has begun, the father has not looked yet. */
export function fillBefore(deps: Deps, appointmentId: string): void {
  const organisationId = 'org-sairaala';
  const people = deps.store.read((tx) => participants.ofAppointment(tx, appointmentId));
  const guest = (name: string): GuestViewer => {
    const { id } = people.find((person) => person.name === name)!;
    return { kind: 'guest', participantId: id, organisationId, appointmentId };
  };
  sendGuestForm(deps, guest('Laura'), { answers: demoParentForm, basedOn: null });
  saveGuestForm(deps, guest('Onni'), { answers: demoChildForm, basedOn: null });
}
