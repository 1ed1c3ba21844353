import { dutyQueues, newSecret, serviceSettings, type Store } from '#db';

const id = 'service-family-now';
const organisationId = 'org-suvanto';

/** A family centre's help on the same day, with a queue that is switched on; its public link is on the service's admin page. */
export function addDemoDuty(store: Store): void {
  store.write((tx) => {
    serviceSettings.insert(tx, id, {
      organisationId,
      name: {
        fi: 'Perhekeskuksen apu samana päivänä',
        sv: 'Familjecentrets hjälp samma dag',
        en: 'Family centre help on the same day',
      },
      purpose: {
        fi: 'Kun perheen arki on juuri nyt vaikeaa ja haluat puhua ammattilaisen kanssa tänään.',
        sv: 'När familjens vardag är svår just nu och du vill prata med en yrkesperson i dag.',
        en: 'When family life is hard right now and you want to talk to a professional today.',
      },
      description: { fi: '', sv: '', en: '' },
      audience: {
        fi: 'Perheet ja perheiden kanssa työskentelevät',
        sv: 'Familjer och de som arbetar med familjer',
        en: 'Families and those who work with families',
      },
      ageGroups: ['0-6', '7-15', '16+'],
      ...{ tier: 1, lengthMinutes: 30, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
      ...{ noticeHours: 0, horizonDays: 28, modality: 'video', address: '', route: 'direct' },
      requesterIds: ['org-lehtola', 'org-norrvik', organisationId],
      ...{ monthlyQuota: null, anonymousOnly: true, cancelHours: 0, joinEarlyMinutes: 15, graceMinutes: 10 },
      ...{ practitionerIds: ['user-sanna'], reminderHours: [] },
    });
    const queue = {
      ...{ serviceId: id, organisationId, active: true, link: newSecret(), revision: 1 },
      ...{ graceMinutes: 5, alarmMinutes: 15, maxWaiting: 30, aloneFrom: '16+' as const },
      ...{ fallbackServiceId: 'service-social-work', hasCallBack: true },
      hours: { fi: 'ma–pe klo 9–15', sv: 'må–fre kl. 9–15', en: 'Mon–Fri 9–15', se: 'vuos–bear dii. 9–15' },
    };
    dutyQueues.save(tx, queue, ['user-leena']);
  });
}
