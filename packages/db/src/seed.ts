// One list, however long: the fictional organisations, people, services and hours that belong together.
import { eq } from 'drizzle-orm';
import { addDays, localDateOf, mondayOf, type Instant, type Role, type SpokenLanguage } from '#domain';
import type { Tx } from './open.ts';
import { schedules } from './repositories/schedules.ts';
import { seedForms } from './seed-forms.ts';
import {
  healthcareService,
  organisation,
  servicePractitioner,
  serviceRequester,
  userAccount,
} from './schema.ts';

/** Fictional people and places for demo mode. Nobody and no place here exists. */
export const demoPassword = 'neuvo-demo';

const organisations = [
  {
    id: 'org-suvanto',
    name: 'Suvannon hyvinvointialue',
    kind: 'county',
    parentId: null,
    phone: '+358295550100',
    slug: 'suvanto',
  },
  {
    id: 'org-lehtola',
    name: 'Lehtolan kunta',
    kind: 'municipality',
    parentId: 'org-suvanto',
    phone: '+358295550110',
    slug: 'lehtola',
  },
  {
    id: 'org-hiekkala',
    name: 'Hiekkalan kaupunki',
    kind: 'municipality',
    parentId: 'org-suvanto',
    phone: '+358295550120',
    slug: 'hiekkala',
  },
  {
    id: 'org-norrvik',
    name: 'Norrviks kommun',
    kind: 'municipality',
    parentId: 'org-suvanto',
    phone: '+358295550130',
    slug: 'norrvik',
  },
  {
    id: 'org-sairaala',
    name: 'Suvannon keskussairaala',
    kind: 'hospital',
    parentId: 'org-suvanto',
    phone: '+358295550200',
    slug: null,
  },
  {
    id: 'org-poliisi',
    name: 'Suvannon poliisiasema',
    kind: 'authority',
    parentId: null,
    phone: '+358295550300',
    slug: null,
  },
] as const;

type Person = {
  id: string;
  organisationId: string;
  email: string;
  name: string;
  title: string;
  role: Role;
  language: 'fi' | 'sv' | 'en';
  phone: string;
  languages?: SpokenLanguage[];
};

export const demoPeople: Person[] = [
  {
    id: 'user-aino',
    organisationId: 'org-lehtola',
    email: 'aino.lampi@lehtola.example',
    name: 'Aino Lampi',
    title: 'Kouluterveydenhoitaja',
    role: 'staff',
    language: 'fi',
    phone: '+358295550111',
  },
  // A colleague of Aino's: either books in the other's name (B7).
  {
    id: 'user-satu',
    organisationId: 'org-lehtola',
    email: 'satu.heikkila@lehtola.example',
    name: 'Satu Heikkilä',
    title: 'Koulukuraattori',
    role: 'staff',
    language: 'fi',
    phone: '+358295550112',
  },
  {
    id: 'user-pekka',
    organisationId: 'org-hiekkala',
    email: 'pekka.korpela@hiekkala.example',
    name: 'Pekka Korpela',
    title: 'Sosiaalityöntekijä',
    role: 'staff',
    language: 'fi',
    phone: '+358295550121',
  },
  {
    id: 'user-maria',
    organisationId: 'org-norrvik',
    email: 'maria.sundqvist@norrvik.example',
    name: 'Maria Sundqvist',
    title: 'Familjearbetare',
    role: 'staff',
    language: 'sv',
    phone: '+358295550131',
  },
  {
    id: 'user-leena',
    organisationId: 'org-suvanto',
    email: 'leena.ahola@suvanto.example',
    name: 'Leena Ahola',
    title: 'Palvelukoordinaattori',
    role: 'coordinator',
    language: 'fi',
    phone: '+358295550101',
  },
  {
    id: 'user-elina',
    organisationId: 'org-sairaala',
    email: 'elina.saarikko@sairaala.example',
    name: 'Elina Saarikko',
    title: 'Lastenpsykiatri',
    role: 'specialist',
    language: 'fi',
    phone: '+358295550201',
    languages: ['fi', 'en'],
  },
  {
    id: 'user-johan',
    organisationId: 'org-sairaala',
    email: 'johan.lindgren@sairaala.example',
    name: 'Johan Lindgren',
    title: 'Nuorisopsykiatri',
    role: 'specialist',
    language: 'sv',
    phone: '+358295550202',
    languages: ['fi', 'sv', 'en'],
  },
  {
    id: 'user-sanna',
    organisationId: 'org-suvanto',
    email: 'sanna.koskela@suvanto.example',
    name: 'Sanna Koskela',
    title: 'Konsultoiva sosiaalityöntekijä',
    role: 'specialist',
    language: 'fi',
    phone: '+358295550102',
    languages: ['fi', 'se', 'fse'],
  },
  {
    id: 'user-admin',
    organisationId: 'org-suvanto',
    email: 'mikko.niemi@suvanto.example',
    name: 'Mikko Niemi',
    title: 'Pääkäyttäjä',
    role: 'admin',
    language: 'fi',
    phone: '+358295550103',
  },
  {
    id: 'user-tapio',
    organisationId: 'org-poliisi',
    email: 'tapio.vuori@poliisi.example',
    name: 'Tapio Vuori',
    title: 'Rikosylikonstaapeli',
    role: 'staff',
    language: 'fi',
    phone: '+358295550301',
  },
];

const services = [
  {
    id: 'service-child-psychiatry',
    organisationId: 'org-sairaala',
    name: {
      fi: 'Lastenpsykiatrinen etäkonsultaatio',
      sv: 'Barnpsykiatrisk distanskonsultation',
      en: 'Child psychiatry remote consultation',
    },
    purpose: {
      fi: 'Kun olet huolissasi lapsen mielialasta, käytöksestä tai kehityksestä ja haluat pohtia lastenpsykiatrin kanssa, miten auttaa lasta arjessa. Perhe voi olla mukana.',
      sv: 'När du är orolig för ett barns sinnesstämning, beteende eller utveckling och vill fundera med en barnpsykiater på hur barnet kan få hjälp i vardagen. Familjen kan delta.',
      en: 'When you are worried about a child’s mood, behaviour or development and want to think with a child psychiatrist about how to help in everyday life. The family can take part.',
    },
    description: {
      fi: 'Konsultaatio kestää 45 minuuttia. Kuvaa pyynnössä tilanne lyhyesti ja kerro, mitä on jo kokeiltu. Lapsi tai vanhempi voi tulla mukaan koko ajaksi tai osaksi siitä.',
      sv: 'Konsultationen tar 45 minuter. Beskriv kort situationen i förfrågan och berätta vad ni redan har prövat. Barnet eller en förälder kan delta hela tiden eller en del av den.',
      en: 'The consultation takes 45 minutes. Describe the situation briefly in your request and say what has been tried. The child or a parent can join for all or part of it.',
    },
    audience: {
      fi: 'Koulun, varhaiskasvatuksen ja perheiden palvelujen työntekijät',
      sv: 'Anställda i skola, småbarnspedagogik och familjeservice',
      en: 'People who work in schools, early education and family services',
    },
    ageMin: 0,
    ageMax: 12,
    tier: 3,
    lengthMinutes: 45,
    anonymousOnly: false,
  },
  {
    id: 'service-adolescent-psychiatry',
    organisationId: 'org-sairaala',
    name: {
      fi: 'Nuorisopsykiatrinen konsultaatio',
      sv: 'Ungdomspsykiatrisk konsultation',
      en: 'Adolescent psychiatry consultation',
    },
    purpose: {
      fi: 'Kun nuoren vointi, koulunkäynti tai päihteiden käyttö huolettaa. Saat neuvon siitä, mitä perustasolla voidaan tehdä ja milloin tarvitaan muuta.',
      sv: 'När en ung persons mående, skolgång eller användning av rusmedel oroar. Du får råd om vad som kan göras på basnivå och när något annat behövs.',
      en: 'When a young person’s wellbeing, schooling or substance use worries you. You get advice on what basic services can do and when more is needed.',
    },
    ageMin: 13,
    ageMax: 17,
    tier: 3,
    lengthMinutes: 45,
    anonymousOnly: false,
  },
  {
    id: 'service-social-work',
    organisationId: 'org-suvanto',
    name: {
      fi: 'Sosiaalityön konsultaatio ilman nimeä',
      sv: 'Anonym konsultation i socialt arbete',
      en: 'Anonymous social work consultation',
    },
    purpose: {
      fi: 'Kun mietit lapsen tai perheen tilannetta ja haluat neuvon kertomatta, kenestä on kyse.',
      sv: 'När du funderar på ett barns eller en familjs situation och vill ha råd utan att berätta vem det gäller.',
      en: 'When you are thinking about a child’s or a family’s situation and want advice without saying who it is about.',
    },
    ageMin: 0,
    ageMax: 17,
    tier: 2,
    lengthMinutes: 30,
    anonymousOnly: true,
  },
];

type Hours = [weekdays: number[], from: string, to: string, week?: number];
type Plan = { serviceIds: string[]; practitionerId: string; cycleWeeks?: number; hours: Hours[] };
const plans: Plan[] = [
  {
    serviceIds: ['service-child-psychiatry'],
    practitionerId: 'user-elina',
    hours: [
      [[1, 2, 4], '09:00', '12:00'],
      [[1, 3], '13:00', '15:15'],
    ],
  },
  {
    serviceIds: ['service-adolescent-psychiatry'],
    practitionerId: 'user-elina',
    hours: [[[5], '13:00', '15:15']],
  },
  {
    serviceIds: ['service-adolescent-psychiatry'],
    practitionerId: 'user-johan',
    hours: [[[2, 3, 5], '09:00', '12:00']],
  },
  {
    serviceIds: ['service-social-work'],
    practitionerId: 'user-sanna',
    hours: [[[1, 2, 3, 4, 5], '12:30', '15:00']],
  },
];

const providerOf = (serviceId: string) => services.find(({ id }) => id === serviceId)!.organisationId;

const weeksAhead = 12;

/** Fills an empty database: one county, three municipalities, one hospital, one police station, their people, services and weekly hours. */
export function seed(tx: Tx, passwordHash: string, now: Instant): void {
  tx.insert(organisation)
    .values([...organisations])
    .run();
  tx.insert(userAccount)
    .values(demoPeople.map((person) => ({ ...person, passwordHash, createdAt: now })))
    .run();
  tx.insert(healthcareService).values(services).run();
  const requesters = organisations.filter(({ kind }) => kind === 'municipality' || kind === 'county');
  tx.insert(serviceRequester)
    .values(
      services.flatMap(({ id }) => requesters.map((org) => ({ serviceId: id, organisationId: org.id }))),
    )
    .run();
  const offers = new Map(
    plans.flatMap(({ serviceIds, practitionerId }) =>
      serviceIds.map((serviceId) => [`${serviceId} ${practitionerId}`, { serviceId, practitionerId }]),
    ),
  );
  tx.insert(servicePractitioner)
    .values([...offers.values()].map((offer) => ({ ...offer, organisationId: providerOf(offer.serviceId) })))
    .run();
  seedForms(tx, now);
  const monday = mondayOf(localDateOf(now));
  plans.forEach(({ serviceIds, practitionerId, cycleWeeks = 1, hours }, index) =>
    schedules.insert(tx, providerOf(serviceIds[0]!), {
      id: `schedule-${index}`,
      practitionerId,
      serviceIds,
      validFrom: addDays(monday, -35),
      validTo: addDays(monday, weeksAhead * 7 - 1),
      cycleWeeks,
      cycleFrom: monday,
      restsOnHolidays: true,
      hours: hours.flatMap(([weekdays, from, to, week = 1]) =>
        weekdays.map((weekday) => ({ week, weekday, from, to })),
      ),
    }),
  );
}

/** Whether nothing has ever been put in. */
export const isEmpty = (tx: Tx): boolean =>
  tx.select({ id: organisation.id }).from(organisation).limit(1).get() === undefined;

/** Whether this is the demo's database, whose passwords everybody knows. */
export const isDemoData = (tx: Tx): boolean =>
  tx.select({ id: organisation.id }).from(organisation).where(eq(organisation.id, 'org-suvanto')).get() !==
  undefined;

/** The demo log-ins as people choose them. */
export const demoAccounts = () =>
  demoPeople.map(({ email, name, role, organisationId }) => ({
    email,
    password: demoPassword,
    name,
    role,
    organisationName: organisations.find(({ id }) => id === organisationId)!.name,
  }));
