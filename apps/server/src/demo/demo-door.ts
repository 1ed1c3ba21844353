import { addDays, localDateOf, mondayOf, type DoorSettings, type Instant } from '#domain';
import { dutyQueues, frontDoor, schedules, serviceSettings, type Store, type Tx } from '#db';

export const demoDoorService = 'service-family-guidance';
const organisationId = 'org-suvanto';
const noWay = { phone: '', email: '', address: '', hasNumber: false };

/** What families see of three services, in plain words: one to book, one to talk to at once, one to call or to visit. */
export function openDemoDoor(store: Store): void {
  store.write((tx) => {
    addGuidance(tx);
    show(tx, demoDoorService, {
      title: {
        fi: 'Juttele perheneuvojan kanssa',
        sv: 'Prata med en familjerådgivare',
        en: 'Talk to a family counsellor',
        se: 'Ságas bearašráđđeaddiin',
      },
      text: {
        fi: 'Kun kotona, koulussa tai mielessä on jotain, mikä painaa. Mietitte yhdessä, mikä auttaisi.',
        sv: 'När något hemma, i skolan eller i tankarna känns tungt. Ni funderar tillsammans på vad som hjälper.',
        en: 'When something at home, at school or on your mind is hard. You think together about what would help.',
        se: 'Go ruovttus, skuvllas dahje mielas lea juoga mii deaddá. Dii jurddašehpet ovttas mii veahkehivččii.',
      },
      topics: ['mood', 'school', 'family', 'sleep'],
      municipalityIds: ['org-hiekkala', 'org-lehtola', 'org-norrvik'],
      booking: 'young',
      aloneFromAge: 13,
      ...{ ...noWay, phone: '+358295550160' },
    });
    const queue = dutyQueues.of(tx, 'service-family-now');
    if (queue) {
      // Whoever comes while nobody is on duty books a time there.
      const instead = { ...queue, fallbackServiceId: demoDoorService };
      dutyQueues.save(tx, instead, dutyQueues.personIds(tx, queue.serviceId));
      show(tx, 'service-family-now', {
        title: {
          fi: 'Puhu jollekin tänään',
          sv: 'Prata med någon i dag',
          en: 'Talk to somebody today',
          se: 'Hupma soapmásiin odne',
        },
        text: {
          fi: 'Kun nyt on vaikeaa eikä se voi odottaa. Otat numeron ja pääset vuorollasi puheluun.',
          sv: 'När det är svårt just nu och inte kan vänta. Du tar ett nummer och får prata när det är din tur.',
          en: 'When things are hard right now and cannot wait. You take a number and talk when it is your turn.',
          se: 'Go dál lea váttis iige dat sáhte vuordit. Don válddát nummira ja beasat hupmat go lea du vuorru.',
        },
        topics: ['crisis', 'mood', 'family'],
        municipalityIds: [],
        booking: 'nobody',
        aloneFromAge: 16,
        ...{ ...noWay, hasNumber: true, phone: '+358295550161' },
      });
    }
    show(tx, 'service-social-work', {
      title: {
        fi: 'Kysy neuvoa kertomatta nimeä',
        sv: 'Fråga om råd utan att säga ditt namn',
        en: 'Ask for advice without giving a name',
        se: 'Jeara ráđi namahaga',
      },
      text: {
        fi: 'Kun olet huolissasi lapsesta tai kotona on riitaa, päihteitä tai pelkoa.',
        sv: 'När du är orolig för ett barn eller det finns bråk, rusmedel eller rädsla hemma.',
        en: 'When you worry about a child, or there is fighting, drinking or fear at home.',
        se: 'Go leat fuolas mánás dahje ruovttus lea riidu, gárrenmirkkot dahje ballu.',
      },
      topics: ['family', 'substances', 'crisis'],
      municipalityIds: [],
      booking: 'nobody',
      aloneFromAge: 16,
      ...{ ...noWay, phone: '+358295550162', email: 'neuvo@suvanto.example' },
      address: 'Perhekeskus, Rantakatu 4, Hiekkala, ma–pe klo 9–15',
    });
  });
}

function show(tx: Tx, serviceId: string, settings: Omit<DoorSettings, 'shown'>): void {
  frontDoor.save(tx, { ...settings, shown: true, serviceId, organisationId, revision: 1 });
}

function addGuidance(tx: Tx): void {
  serviceSettings.insert(tx, demoDoorService, {
    organisationId,
    name: { fi: 'Perheneuvonta', sv: 'Familjerådgivning', en: 'Family counselling' },
    purpose: {
      fi: 'Kun perhe haluaa itse pohtia arkea, kasvatusta tai lapsen mieltä ammattilaisen kanssa.',
      sv: 'När en familj själv vill fundera på vardagen, uppfostran eller barnets mående med en yrkesperson.',
      en: 'When a family itself wants to think about everyday life, upbringing or a child’s mood with a professional.',
    },
    description: { fi: '', sv: '', en: '' },
    audience: { fi: 'Perheet ja nuoret', sv: 'Familjer och unga', en: 'Families and young people' },
    ageGroups: ['0-6', '7-15', '16+'],
    ...{ tier: 1, lengthMinutes: 45, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
    ...{ noticeHours: 2, horizonDays: 28, modality: 'video', address: '', route: 'direct' },
    // Nobody asks for it in a family's place.
    requesterIds: [],
    ...{ monthlyQuota: null, anonymousOnly: false, cancelHours: 2, joinEarlyMinutes: 15, graceMinutes: 10 },
    ...{ practitionerIds: ['user-sanna'], reminderHours: [24] },
  });
}

/** Mornings on which the counsellor is there, from the week of `now` on. */
export function keepDemoDoorHours(store: Store, now: Instant): void {
  const monday = mondayOf(localDateOf(now));
  store.write((tx) =>
    schedules.insert(tx, organisationId, {
      id: 'schedule-family-guidance',
      practitionerId: 'user-sanna',
      serviceIds: [demoDoorService],
      validFrom: monday,
      validTo: addDays(monday, 83),
      cycleWeeks: 1,
      cycleFrom: monday,
      restsOnHolidays: true,
      hours: [1, 2, 3, 4, 5].map((weekday) => ({ week: 1, weekday, from: '08:30', to: '11:30' })),
    }),
  );
}
