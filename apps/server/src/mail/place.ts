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
