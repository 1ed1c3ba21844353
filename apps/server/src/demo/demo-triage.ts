import { eq, inArray } from 'drizzle-orm';
import { dayMs, hourMs, type Instant, type RequestContent } from '#domain';
import { newId, schema, serviceHandlers } from '#db';
import type { Deps } from '../deps.ts';
import { sendRequest } from '../use-cases/send-request.ts';
import { askRequester, declineRequest, takeRequest, waitlistRequest } from '../use-cases/triage-decide.ts';
import type { UserViewer } from '../viewer.ts';
import { demoRequestForms } from './demo-forms.ts';
import { request } from './demo-requests.ts';

const adolescent = 'service-adolescent-psychiatry';
const child = 'service-child-psychiatry';
const organisationId = 'org-sairaala';

type Viewer = (userId: string) => UserViewer;

/** Two services that are also asked for without a time, and requests that stand in every state. */
export function sendDemoRequests(at: (moment: Instant) => Deps, viewer: Viewer, now: Instant): void {
  const leena = viewer('user-leena');
  at(now).store.write((tx) => {
    const { healthcareService } = schema;
    tx.update(healthcareService)
      .set({ route: 'either', answerDays: 3 })
      .where(inArray(healthcareService.id, [adolescent, child]))
      .run();
    // Y15: the first round offers a morning of Johan's to whoever waits for one.
    tx.update(healthcareService).set({ offersTimes: true }).where(eq(healthcareService.id, adolescent)).run();
    serviceHandlers.replace(tx, { id: adolescent, organisationId }, ['user-leena', 'user-johan']);
    serviceHandlers.replace(tx, { id: child, organisationId }, ['user-leena', 'user-elina']);
  });
  const send = (by: string, ago: number, content: RequestContent, serviceId = adolescent): string =>
    sendRequest(at(now - ago), viewer(by), { draftId: newId(), serviceId, content }).id;
  const decide = (id: string, ago: number, what: (deps: Deps, by: UserViewer, id: string) => void) => {
    const deps = at(now - ago);
    takeRequest(deps, leena, id);
    what(deps, leena, id);
  };

  const late = request('Nuori ei ole tullut kouluun kolmeen viikkoon.', 'N.S.', 2011, 'Äiti Sari');
  send('user-pekka', 9 * dayMs, { ...late, urgency: 'soon' });
  const scored = request(
    'Yöt menevät valvoessa, ja arki on jäänyt. Mistä aloittaa?',
    'V.M.',
    2010,
    'Isä Mika',
  );
  send('user-aino', 20 * hourMs, { ...scored, urgency: 'urgent', forms: demoRequestForms });
  send('user-pekka', 18 * hourMs, request('Onko tästä nuoresta jo kysytty?', 'V.M.', 2010, 'Isä Mika'));
  const asked = send(
    'user-aino',
    3 * dayMs,
    request('Riidat kotona päättyvät karkaamiseen.', 'J.P.', 2012, 'Äiti Päivi'),
  );
  decide(asked, 2 * dayMs, (deps, by, id) =>
    askRequester(deps, by, id, {
      text: 'Kuinka usein hän on ollut poissa yön yli, ja kuka häntä silloin etsii?',
    }),
  );
  const waiting = send(
    'user-maria',
    5 * dayMs,
    request('Hur stöder vi en tonåring som inte vill tala?', 'L.B.', 2011, 'Mamma Lena', 'sv'),
  );
  decide(waiting, 4 * dayMs, (deps, by, id) =>
    waitlistRequest(deps, by, id, {
      wishes: { time: 'mornings', practitionerId: 'user-johan', from: null, to: null },
      text: 'Johan talar svenska. Vi letar efter en förmiddag.',
    }),
  );
  const declined = send(
    'user-pekka',
    6 * dayMs,
    request('Tarvitaanko lausunto koulukuljetukseen?', 'A.K.', 2013, 'Isä Antti'),
  );
  decide(declined, 5 * dayMs, (deps, by, id) =>
    declineRequest(deps, by, id, {
      reason: 'not-this-service',
      note: 'Koulukuljetuksen lausunnon antaa koululääkäri.',
    }),
  );
  takeRequest(
    at(now),
    viewer('user-elina'),
    send(
      'user-aino',
      5 * hourMs,
      request('Miten eroon totuttelevaa lasta tuetaan päiväkodissa?', 'I.H.', 2020, 'Äiti Henna'),
      child,
    ),
  );
}
