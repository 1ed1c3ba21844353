import type { DoorService, DoorText } from '#protocol';
import { m } from '#messages';
import { language } from '#lib/language.svelte.ts';

/** A text for families in their language; Finnish stands in for what is missing. */
export const doorText = (text: DoorText): string => text[language.current] || text.fi;

export const topicWords = {
  mood: m.door_topic_mood,
  school: m.door_topic_school,
  family: m.door_topic_family,
  sleep: m.door_topic_sleep,
  growth: m.door_topic_growth,
  substances: m.door_topic_substances,
  crisis: m.door_topic_crisis,
} satisfies Record<DoorService['topics'][number], () => string>;

export const ageChoices = [
  { value: '0-6', label: m.door_age_0_6 },
  { value: '7-15', label: m.door_age_7_15 },
  { value: '16+', label: m.door_age_16 },
] as const;

/** Youth services go on into adulthood: an upper limit beyond school is not told. */
const adult = 25;
export const agesText = ({ ageMin: from, ageMax: to }: DoorService): string =>
  to < adult ? m.door_for_ages({ from, to }) : from === 0 ? m.door_for_all() : m.door_for_ages_up({ from });

const meeting = { video: m.door_by_video, phone: m.door_by_phone, 'on-site': m.door_by_on_site };
export const meetingText = ({ modality, lengthMinutes: minutes }: DoorService): string =>
  meeting[modality]({ minutes });
