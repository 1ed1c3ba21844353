import {
  accounts,
  appointments,
  conveners,
  meetings,
  participants,
  type Overview,
  type Series,
  type Tx,
} from '#db';
import type { Instant } from '#domain';
import type { Deps } from '../deps.ts';
import { guestAddress, seriesAddress } from '../mail/addresses.ts';
import { postSeries, type ToldMeeting } from '../mail/compose-series.ts';
import { addLink } from './create-visit.ts';
import { newTimeAddress } from './rebooking.ts';
import { turnsOf } from './series-conveners.ts';
import { recipientsOf, type To } from './tell-people.ts';

/**
 * What is told of the meetings with these numbers: that they are invited to them, with the guests' secrets by seat; or what
 * became of them, with when those that were moved would have been.
 */
export type SeriesNews = {
  numbers: readonly number[];
  /** Who is told of which meeting; everybody in it unless said otherwise. */
  isTold?: (to: To, n: number) => boolean;
} & (
  | { kind: 'invitation'; tokens: ReadonlyMap<string, string> }
  | { kind: 'change'; movedFrom: ReadonlyMap<number, Instant> }
);

/** One letter to each person, however many meetings it is about; their calendars follow with it. */
export function tellSeries(tx: Tx, deps: Deps, series: Series, news: SeriesNews): void {
  const list = meetings.of(tx, series.id);
  const turns = turnsOf(
    tx,
    conveners.of(tx, series.id).map(({ id }) => id),
    list,
  );
  const names = new Map<string, string>();
  const letters = new Map<string, { to: To; told: ToldMeeting[] }>();
  for (const { n, appointment } of list) {
    if (!appointment || !news.numbers.includes(n)) continue;
    const overview = appointments.byId(tx, appointment.id)!;
    const people = recipientsOf(tx, overview);
    for (const { userId, name } of people) if (userId !== null) names.set(userId, name);
    const convenerName = names.get(turns.get(n)?.convenerId ?? '') ?? null;
    for (const to of people) {
      if (news.isTold && !news.isTold(to, n)) continue;
      const key = keyOf(to);
      const letter = letters.get(key) ?? { to, told: [] };
      letters.set(key, letter);
      const token = news.kind === 'invitation' ? news.tokens.get(to.id) : undefined;
      const movedFrom = news.kind === 'change' ? news.movedFrom.get(n) : undefined;
      const link = linkOf(tx, deps, series, overview, to, token, movedFrom);
      letter.told.push({ overview, participantId: to.id, link, movedFrom, convenerName });
    }
  }
  const kind = news.kind;
  for (const { to, told } of letters.values()) {
    const ownLink = seriesAddress(deps.settings.publicUrl, series.id);
    postSeries(tx, { kind, to, told, ownLink }, deps.settings, deps.now());
  }
}

type Recipient = Pick<To, 'userId' | 'channel' | 'address' | 'name'>;
/** Whose letter it is: of people without an account, the same name at the same address. */
const keyOf = ({ userId, channel, address, name }: Recipient): string =>
  userId ?? `${channel} ${address} ${name}`;

/** T11: whoever was taken out of meetings is told once, and their calendar lets go of them. */
export function tellOut(tx: Tx, deps: Deps, series: Series, seatIds: readonly string[]): void {
  const seats = participants.byIds(tx, seatIds);
  const ids = seats.flatMap(({ userId }) => userId ?? []);
  const accountsById = new Map(accounts.all(tx, [...new Set(ids)]).map((each) => [each.id, each]));
  const recipients = seats.flatMap((seat) => {
    if (seat.userId === null) return { ...seat, channel: seat.channel!, address: seat.address! };
    const account = accountsById.get(seat.userId);
    if (!account) return []; // Closed since.
    const { name, language, email: address } = account;
    return { ...seat, name, language, channel: 'email' as const, address };
  });
  const ownLink = seriesAddress(deps.settings.publicUrl, series.id);
  for (const own of Map.groupBy(recipients, keyOf).values()) {
    const told = own
      .map(({ id: participantId, appointmentId }): ToldMeeting => {
        const overview = appointments.byId(tx, appointmentId)!;
        return { overview, participantId, link: null, movedFrom: undefined, convenerName: null };
      })
      .sort((a, b) => a.overview.appointment.startsAt - b.overview.appointment.startsAt);
    postSeries(tx, { kind: 'out', to: own[0]!, told, ownLink }, deps.settings, deps.now());
  }
}

/** J5: a guest's own link of each meeting; what tells of a moved one carries one more. Of a cancelled one, to a new time (C6). */
function linkOf(
  tx: Tx,
  deps: Deps,
  series: Series,
  overview: Overview,
  to: To,
  token: string | undefined,
  movedFrom: Instant | undefined,
): string | null {
  const { publicUrl } = deps.settings;
  if (to.userId !== null) return seriesAddress(publicUrl, series.id);
  if (token !== undefined) return guestAddress(publicUrl, token);
  if (movedFrom === undefined) return newTimeAddress(tx, deps, overview, to) ?? null;
  return guestAddress(publicUrl, addLink(tx, to, overview.appointment.endsAt, deps.now()));
}
