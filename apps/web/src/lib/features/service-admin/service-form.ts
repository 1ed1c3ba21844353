import type { Body, Reply } from '#protocol';

export type Settings = Reply<'readManagedService'>['settings'];

/** The settings as fields hold them: numbers as they were typed, even while they are no numbers yet. */
export type ServiceForm = Omit<Settings, NumberField | 'monthlyQuota' | 'anonymousOnly'> &
  Record<NumberField | 'monthlyQuota', string> & { clientData: string };

const numberFields = [
  'tier',
  'lengthMinutes',
  'bufferBeforeMinutes',
  'bufferAfterMinutes',
  'noticeHours',
  'horizonDays',
  'cancelHours',
  'joinEarlyMinutes',
  'answerDays',
  'urgentAnswerDays',
  'offerHours',
  'graceMinutes',
] as const;
type NumberField = (typeof numberFields)[number];

const noText = { fi: '', sv: '', en: '' };
/** What a new service begins with: the usual consultation by video. */
export const newSettings: Settings = {
  organisationId: '',
  name: noText,
  purpose: noText,
  description: noText,
  audience: noText,
  ageGroups: [],
  tier: 2,
  lengthMinutes: 45,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  noticeHours: 0,
  horizonDays: 84,
  modality: 'video',
  address: '',
  route: 'direct',
  requesterIds: [],
  monthlyQuota: null,
  anonymousOnly: false,
  cancelHours: 0,
  joinEarlyMinutes: 15,
  graceMinutes: 10,
  practitionerIds: [],
  reminderHours: [24],
  needs: [],
  answerDays: 5,
  urgentAnswerDays: 1,
  offersTimes: true,
  offerHours: 24,
  handlerIds: [],
  caseTypeIds: [],
  needsCaseType: false,
};

export function toForm(settings: Settings): ServiceForm {
  const { monthlyQuota, anonymousOnly, ...rest } = structuredClone(settings);
  const numbers = Object.fromEntries(numberFields.map((field) => [field, String(settings[field])]));
  return {
    ...rest,
    ...(numbers as Record<NumberField, string>),
    monthlyQuota: monthlyQuota === null ? '' : String(monthlyQuota),
    clientData: anonymousOnly ? 'anonymous' : 'allowed',
  };
}

/** What is no whole number is sent as -1, which is outside of every limit, so that its field is told. */
const numberOf = (text: string): number => (/^\d{1,5}$/.test(text.trim()) ? Number(text) : -1);

export function toSettings(form: ServiceForm): Settings {
  const { clientData, monthlyQuota, ...rest } = form;
  const numbers = Object.fromEntries(numberFields.map((field) => [field, numberOf(form[field])]));
  const plain = JSON.parse(JSON.stringify(rest)) as typeof rest;
  return {
    ...plain,
    ...(numbers as Record<NumberField, number>),
    monthlyQuota: monthlyQuota.trim() === '' ? null : numberOf(monthlyQuota),
    anonymousOnly: clientData === 'anonymous',
  };
}

export type Preview = Reply<'readService'>['service'];

/** The service as the catalogue and the booking page would get it, with what is typed and not yet saved. */
export function previewOf(
  settings: Settings,
  ages: { ageMin: number; ageMax: number },
  providerName: string,
  id: string,
): Preview {
  const { name, purpose, description, audience, tier, lengthMinutes, anonymousOnly, modality, address } =
    settings;
  const { route, noticeHours, cancelHours, monthlyQuota } = settings;
  return {
    ...{ id, name, purpose, description, audience, tier, lengthMinutes, anonymousOnly, modality, address },
    ...{ route, noticeHours, cancelHours, monthlyQuota, providerName, ...ages },
    mayRequest: true,
    nextFreeAt: null,
    hasQueue: false,
  };
}

export type Choices = Reply<'serviceChoices'>;
type Usable = Reply<'formChoices'>['usable'][number];
type Asked = Reply<'readDraft'>['forms'];

/** The request as somebody opens it who has written nothing yet. */
export const emptyRequest: Body<'saveDraft'>['content'] = {
  ...{ question: '', background: '', urgency: null, subject: null, consentNoted: false },
  ...{ guests: [], colleagueIds: [] },
};

/**
 * The templates that are chosen, saved or not, as a request would ask them.
 *
 * @param ofType What the chosen case type brings: it goes before the service's own of that kind, if it is in use (CT2).
 */
export function askedOf(
  { forms = {} }: Settings,
  usable: readonly Usable[],
  ofType: NonNullable<Settings['forms']> = {},
): Asked {
  const brought = usable.filter(({ id, kind }) => ofType[kind] === id);
  const own = usable.filter(
    ({ id, kind }) => forms[kind] === id && !brought.some((each) => each.kind === kind),
  );
  return [...brought, ...own].map(({ kind, versionId, number, content }) => ({
    ...{ kind, versionId, number, content },
  }));
}

/** The types that can be chosen, in the service's order. */
export const typesOf = ({ caseTypeIds = [] }: Settings, known: Choices['caseTypes']): Choices['caseTypes'] =>
  caseTypeIds.flatMap((id) => known.filter((each) => each.id === id));
