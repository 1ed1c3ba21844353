import { dayMs, hourMs, type Instant, type RequestContent } from '#domain';
import { newId, seedCaseTypes, services } from '#db';
import type { Deps } from '../deps.ts';
import { bookAppointment } from '../use-cases/book-appointment.ts';
import { sendRequest } from '../use-cases/send-request.ts';
import { nextFreeSlots } from '../use-cases/slots.ts';
import type { UserViewer } from '../viewer.ts';
import { request } from './demo-requests.ts';

const serviceId = 'service-adolescent-psychiatry';

/** Of each of the demo's case types a request, and a visit that the police take part in with their restricted view. */
export function askByType(
  at: (moment: Instant) => Deps,
  viewer: (userId: string) => UserViewer,
  now: Instant,
): void {
  at(now).store.write((tx) => seedCaseTypes(tx, now - 30 * dayMs));
  const send = (by: string, ago: number, content: RequestContent) =>
    sendRequest(at(now - ago), viewer(by), { draftId: newId(), serviceId, content });

  send('user-aino', 26 * hourMs, {
    ...request('Verensokerit heittelevät ja koulu jää väliin. Miten tuemme?', 'A.R.', 2010, 'Äiti Anna'),
    ...typed('case-dm1', 'form-dm1-request', {
      hba1c: '92 mmol/mol, lokakuu',
      device: 'pump',
      acidosis: true,
    }),
    urgency: 'soon',
  });
  send('user-pekka', 30 * hourMs, {
    ...request('Kuka vastaa mistäkin, kun nuori on sijoitettu?', 'K.L.', 2011, 'Isä Kari'),
    ...typed('case-joint', 'form-joint-request', { measure: 'placed', worker: 'Pekka Korpela' }),
  });
  send('user-maria', 8 * hourMs, {
    ...request('Hur stöder teamet en ung som skär sig?', 'E.B.', 2009, 'Mamma Eva', 'sv'),
    ...typed('case-youth', 'form-youth-request', { need: 'safety', mood: 'Trött och tyst sedan hösten.' }),
  });

  const asking = viewer('user-pekka');
  const deps = at(now);
  const slot = deps.store.read((tx) => {
    const service = services.byId(tx, asking.organisationId, serviceId)!;
    return nextFreeSlots(tx, service, now, 1, now + 3 * dayMs)[0]!;
  });
  bookAppointment(deps, asking, {
    ...{ draftId: newId(), serviceId, practitionerId: slot.practitionerId, startsAt: slot.startsAt },
    content: {
      ...request('Miten nuori pysyy koulussa, kun asia on poliisilla?', 'R.V.', 2009, 'Äiti Riitta'),
      ...typed('case-risu', 'form-risu-request', {
        stage: 'Esitutkinta on kesken.',
        repeated: true,
        mood: 'Nukkuu huonosti ja on ahdistunut.',
        substances: 'Kertonut käyttäneensä kannabista viikonloppuisin.',
        involved: 'Koulu, lastensuojelu ja poliisi. Vastaa Pekka Korpela.',
      }),
      background: 'Perheessä on ollut väkivaltaa, josta poliisi ei tiedä.',
      colleagueIds: ['user-tapio'],
    },
  });
}

const typed = (
  caseTypeId: string,
  templateId: string,
  answers: NonNullable<RequestContent['forms']>[number]['answers'],
): Pick<RequestContent, 'caseTypeId' | 'forms'> => ({
  caseTypeId,
  forms: [{ use: 'request', versionId: `${templateId}-1`, answers, noLongerAsked: [] }],
});
