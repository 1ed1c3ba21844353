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
import { turnsOf } from './series-conveners.ts';
import { recipientsOf, type To } from './tell-people.ts';

/**
 * What is told of the meetings with these numbers: that they are invited to them, with the guests' secrets by visit in the
 * order in which the request names them; or what became of them, with when those that were moved would have been.
 */
export type SeriesNews = {
  numbers: readonly number[];
  /** Who is told of which meeting; everybody in it unless said otherwise. */
  isTold?: (userId: string | null, n: number) => boolean;
} & (
  | { kind: 'invitation'; tokens: ReadonlyMap<string, readonly string[]> }
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
    let guest = 0;
    for (const to of people) {
      if (news.isTold && !news.isTold(to.userId, n)) continue;
      const key = to.userId ?? `${to.channel} ${to.address} ${to.name}`;
      const letter = letters.get(key) ?? { to, told: [] };
      letters.set(key, letter);
      const token =
        to.userId === null && news.kind === 'invitation'
          ? news.tokens.get(appointment.id)?.[guest++]
          : undefined;
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

/** T11: whoever was taken out of meetings is told once, and their calendar lets go of them. */
export function tellOut(
  tx: Tx,
  deps: Deps,
  series: Series,
  out: readonly { appointmentId: string; userIds: readonly string[] }[],
): void {
  const accountsById = new Map(
    accounts.all(tx, [...new Set(out.flatMap(({ userIds }) => userIds))]).map((each) => [each.id, each]),
  );
  for (const [userId, { email, name, language }] of accountsById) {
    const told = out.flatMap(({ appointmentId, userIds }): ToldMeeting[] => {
      if (!userIds.includes(userId)) return [];
      const overview = appointments.byId(tx, appointmentId)!;
      const { id: participantId } = participants.ofUser(tx, appointmentId, userId)!;
      return [{ overview, participantId, link: null, movedFrom: undefined, convenerName: null }];
    });
    const to = {
      id: userId,
      organisationId: series.organisationId,
      kind: 'colleague' as const,
      name,
      language,
    };
    const ownLink = seriesAddress(deps.settings.publicUrl, series.id);
    const letter = {
      kind: 'out' as const,
      to: { ...to, channel: 'email' as const, address: email },
      told,
      ownLink,
    };
    postSeries(tx, letter, deps.settings, deps.now());
  }
}

/** J5: a guest's own link of each meeting; what tells of a moved one carries one more. Of a cancelled one, none. */
function linkOf(
  tx: Tx,
  deps: Deps,
  series: Series,
  { appointment }: Overview,
  to: To,
  token: string | undefined,
  movedFrom: Instant | undefined,
): string | null {
  const { publicUrl } = deps.settings;
  if (to.userId !== null) return seriesAddress(publicUrl, series.id);
  if (token !== undefined) return guestAddress(publicUrl, token);
  if (movedFrom === undefined) return null;
  return guestAddress(publicUrl, addLink(tx, to, appointment.endsAt, deps.now()));
}
