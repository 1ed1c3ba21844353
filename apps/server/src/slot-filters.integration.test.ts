import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ServiceSettings } from '#domain';
import type { Reply } from '#protocol';
import { startTestApp, type TestApp } from '#support/test-app.ts';

const adolescent = 'service-adolescent-psychiatry';
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** The week after the test's Monday: Johan on Tuesday, Wednesday and Friday, Elina on Friday afternoon. */
const week = '2026-11-30';
const board = async (query: string) =>
  (await app.call('aino', 'GET', `/api/services/${adolescent}/slots?${query}`)).body as Reply<'listSlots'>;
const people = async (query: string) => [
  ...new Set(
    (await board(`week=${week}${query}`)).days.flatMap(({ slots }) =>
      slots.map((slot) => slot.practitionerName),
    ),
  ),
];
async function change(more: Partial<ServiceSettings>) {
  const path = `/api/managed-services/${adolescent}`;
  const { settings, revision } = (await app.call('mikko', 'GET', path)).body as Reply<'readManagedService'>;
  const answer = await app.call('mikko', 'PUT', path, {
    settings: { ...settings, ...more },
    basedOn: revision,
  });
  expect(answer.status).toBe(200);
}

it('[S13] times are narrowed to a practitioner and to a language, in the week, the month and the next free time', async () => {
  expect(await people('')).toEqual(['Johan Lindgren', 'Elina Saarikko']);
  expect(await people('&practitioner=user-elina')).toEqual(['Elina Saarikko']);
  expect(await people('&language=sv')).toEqual(['Johan Lindgren']);
  expect(await people('&language=en')).toEqual(['Johan Lindgren', 'Elina Saarikko']);
  const all = await board('');
  const elinas = await board('practitioner=user-elina');
  expect(elinas.nextFreeAt).toBeGreaterThan(all.nextFreeAt!);
  const month = async (query: string) =>
    (
      (await app.call('aino', 'GET', `/api/services/${adolescent}/month?month=2026-12${query}`))
        .body as Reply<'countSlots'>
    ).days.reduce((sum, { free }) => sum + free, 0);
  const [both, johans, elinasMonth] = [
    await month(''),
    await month('&language=sv'),
    await month('&practitioner=user-elina'),
  ];
  expect(johans).toBeGreaterThan(0);
  expect(johans + elinasMonth).toBe(both);
});

it('[S13] nothing free says which of it could be let go', async () => {
  const answer = await board('practitioner=user-elina&language=sv');
  expect(answer.nextFreeAt).toBeNull();
  expect(answer.loosen).toEqual(['practitionerIds', 'language']);
  // By itself neither would do: the service is for no small children.
  expect((await board('practitioner=user-elina&language=sv&ages=0-6')).loosen).toEqual([]);
  expect((await board('ages=0-6')).loosen).toEqual(['ageGroup']);
  expect((await board('ages=7-15&modality=phone')).loosen).toEqual(['modality']);
  expect((await board('ages=16%2B')).nextFreeAt).not.toBeNull();
});

it('[S13] a service is found in the municipalities that may request it, and what they belong to', async () => {
  await change({ requesterIds: ['org-lehtola'] });
  expect((await board('municipality=org-lehtola')).nextFreeAt).not.toBeNull();
  expect((await board('municipality=org-norrvik')).loosen).toEqual(['municipality']);
  const found = async (query: string) =>
    ((await app.call('aino', 'GET', `/api/services?${query}`)).body as Reply<'listServices'>).services.map(
      ({ id }) => id,
    );
  expect(await found('municipality=org-norrvik')).not.toContain(adolescent);
  expect(await found('municipality=org-lehtola')).toContain(adolescent);
  // The county's municipalities are served when the county is.
  await change({ requesterIds: ['org-suvanto', 'org-lehtola'] });
  expect((await board('municipality=org-norrvik')).nextFreeAt).not.toBeNull();
});

it('[S13] the catalogue is narrowed by language and way of meeting, and says what can be looked for', async () => {
  const look = async (query: string) =>
    (await app.call('aino', 'GET', `/api/services?${query}`)).body as Reply<'listServices'>;
  expect((await look('language=fse')).services.map(({ id }) => id)).toEqual(['service-social-work']);
  expect((await look('language=ru')).services).toEqual([]);
  expect((await look('modality=phone')).services).toEqual([]);
  expect((await look('')).languages).toEqual(['fi', 'sv', 'en', 'se', 'fse']);
  expect((await look('')).municipalities.map(({ name }) => name)).toEqual([
    ...['Hiekkalan kaupunki', 'Lehtolan kunta', 'Norrviks kommun'],
  ]);
});

it('[S13] a practitioner says their own languages, and an administrator those of their people; nobody else', async () => {
  const set = (who: 'elina' | 'mikko' | 'leena' | 'johan', id: string, languages: string[]) =>
    app.call(who, 'PUT', `/api/hours/${id}/languages`, { languages });
  expect((await set('elina', 'user-elina', ['fi', 'fse'])).status).toBe(200);
  expect(await people('&language=fse')).toEqual(['Elina Saarikko']);
  expect((await set('mikko', 'user-johan', ['sv', 'ru'])).status).toBe(200);
  expect(await people('&language=ru')).toEqual(['Johan Lindgren']);
  expect((await set('johan', 'user-elina', ['sv'])).status).toBe(404);
  expect((await set('elina', 'user-elina', ['klingon'])).status).toBe(400);
  const list = (await app.call('mikko', 'GET', '/api/people')).body as Reply<'listPeople'>;
  const {
    you: _you,
    invited: _invited,
    active: _active,
    organisationName: _name,
    comingVisits: _visits,
    nextVisitAt: _next,
    id,
    ...person
  } = list.people.find((each) => each.id === 'user-elina')!;
  const fields = { ...person, phone: person.phone ?? '', languages: ['fi', 'en'] };
  expect((await app.call('mikko', 'PUT', `/api/people/${id}`, fields)).status).toBe(200);
  expect(await people('&language=fse')).toEqual([]);
});
