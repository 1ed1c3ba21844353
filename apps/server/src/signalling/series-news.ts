import { conveners, meetings, participants, seriesOfVisits } from '#db';
import type { Deps } from '../deps.ts';
import type { UserViewer } from '../viewer.ts';

/** R2: who hears of a series: whoever has it open, everybody in it, and the coordinators of both organisations. */
export const seriesRooms = {
  one: (id: string) => `series:${id}`,
  ofUser: (userId: string) => `series-of:${userId}`,
  ofOrganisation: (organisationId: string) => `series-at:${organisationId}`,
  /** Where the list of one's series hears of them. */
  ofList: ({ userId, organisationId, role }: UserViewer): string[] => [
    seriesRooms.ofUser(userId),
    ...(role === 'coordinator' ? [seriesRooms.ofOrganisation(organisationId)] : []),
  ],
};

/**
 * Tells the pages of series what changes them: they themselves, one of their visits, or when one of their conveners is away.
 * What happens in one turn is told once.
 */
export function tellOfSeries(deps: Deps, notice: (rooms: string[]) => void): void {
  const changed = {
    series: new Set<string>(),
    visits: new Set<string>(),
    people: new Set<string>(),
    former: new Set<string>(),
  };
  let isDue = false;
  const later = () => {
    if (!isDue) setImmediate(tell);
    isDue = true;
  };
  const take = <T>(set: Set<T>): T[] => {
    const all = [...set];
    set.clear();
    return all;
  };
  function tell() {
    isDue = false;
    const [ids, visitIds, personIds, formerIds] = [
      take(changed.series),
      take(changed.visits),
      take(changed.people),
      take(changed.former),
    ];
    if (!deps.store.isWell()) return; // The server was closed in the same turn.
    const rooms = deps.store.read((tx) => {
      const all = new Set([
        ...ids,
        ...meetings.ofAppointments(tx, visitIds).map(({ seriesId }) => seriesId),
        ...conveners.seriesOf(tx, personIds),
      ]);
      return [...all].flatMap((id) => {
        const series = seriesOfVisits.byId(tx, id);
        if (!series) return [];
        const visits = meetings.of(tx, id).flatMap(({ appointment }) => appointment?.id ?? []);
        const userIds = participants.accountsOf(tx, visits).map(({ userId }) => userId);
        return [
          seriesRooms.one(id),
          ...[series.creatorId, ...userIds].map(seriesRooms.ofUser),
          ...[series.organisationId, series.requesterOrganisationId].map(seriesRooms.ofOrganisation),
        ];
      });
    });
    notice([...new Set([...rooms, ...formerIds.map(seriesRooms.ofUser)])]);
  }
  deps.live.on('series-changed', (id, formerIds) => {
    changed.series.add(id);
    for (const userId of formerIds) changed.former.add(userId);
    later();
  });
  deps.live.on('appointment-changed', (id) => {
    changed.visits.add(id);
    later();
  });
  deps.live.on('practitioner-time-changed', (id) => {
    changed.people.add(id);
    later();
  });
}
