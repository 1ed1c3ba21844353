import { m } from '#messages';
import { phoneIn } from '#messages/format';
import { resources, type Thing, type ToldVisit, type Tx } from '#db';
import type { Language } from '#domain';

/** A room's or a device's name as somebody reads it; Finnish stands in for what is missing. */
export const nameIn = ({ name }: Pick<Thing, 'name'>, language: Language): string =>
  (language === 'se' ? '' : name[language]) || name.fi;

/** Where a visit on site takes place, its rooms first; empty for what is not on site. */
export function meetingPlace(tx: Tx, { appointment }: ToldVisit, language: Language): string {
  if (appointment.modality !== 'on-site') return '';
  const rooms = resources.ofVisit(tx, appointment.id).filter(({ kind }) => kind === 'room');
  const addresses = rooms.length > 0 ? rooms.map(({ address }) => address) : [appointment.address];
  return [...rooms.map((room) => nameIn(room, language)), ...new Set(addresses)].join(', ');
}

type Reader = {
  kind: 'host' | 'requester' | 'colleague' | 'guest';
  language: Language;
  channel: 'email' | 'sms';
  address: string;
};

/** Where a visit is for a calendar or a list: where people meet, or that it is by phone; empty for a video. */
export function placeOf(tx: Tx, told: ToldVisit, language: Language): string {
  if (told.appointment.modality === 'phone') return m.mail_by_phone({}, { locale: language });
  return meetingPlace(tx, told, language);
}

/** V9: what a letter says before anything else of a visit that is not by video; a family is called, where it is known at its number. */
export function sentenceOfPlace(
  { appointment: { modality } }: Pick<ToldVisit, 'appointment'>,
  { kind, language, channel, address }: Reader,
  place: string,
): string {
  const options = { locale: language };
  if (modality === 'video' || (modality === 'on-site' && place === '')) return '';
  if (modality === 'on-site') return m.mail_place_on_site({ address: place }, options);
  if (kind !== 'guest') return m.mail_place_phone({}, options);
  if (channel === 'email') return m.mail_place_call({}, options);
  // A no-break space would make every letter of a text message cost two.
  return m.mail_place_call_number({ phone: phoneIn(address).replaceAll('\u00a0', ' ') }, options);
}
