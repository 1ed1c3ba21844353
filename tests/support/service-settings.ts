import type { ServiceSettings } from '#domain';

export const text = (fi: string) => ({ fi, sv: '', en: '' });

/** A service as an administrator of the demo's hospital would make it: Johan's, for whom Lehtola may ask. */
export const serviceSettings: ServiceSettings = {
  organisationId: 'org-sairaala',
  name: text('Puheterapeutin neuvo'),
  purpose: text('Kun puhe huolettaa'),
  description: text(''),
  audience: text(''),
  ageGroups: ['0-6'],
  tier: 2,
  lengthMinutes: 30,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  noticeHours: 0,
  horizonDays: 84,
  modality: 'video',
  address: '',
  route: 'direct',
  requesterIds: ['org-lehtola'],
  monthlyQuota: null,
  anonymousOnly: false,
  cancelHours: 0,
  joinEarlyMinutes: 15,
  graceMinutes: 10,
  practitionerIds: ['user-johan'],
  reminderHours: [],
};
