import { addDays, instantOf, localDateOf, type Instant } from '#domain';
import { services, type Service, type Tx } from '#db';
import { timesFor } from '../../../apps/server/src/use-cases/panel.ts';
import { countFree, nextFreeSlots } from '../../../apps/server/src/use-cases/slots.ts';
import { atMost, type Row } from '../report.ts';
import { chance, firstDay, openRegion, visitsAYear, wideService, type Region } from './region.ts';
import { p95Of, share, timeOf } from './timing.ts';

const few = visitsAYear / 10;
/** What is asked about begins within these days, which are full of visits in the smaller database too. */
const firstDays = 5;

type Asking = (tx: Tx, service: Service, now: Instant) => boolean;
const questions: { what: string; limitMs: number; ask: Asking }[] = [
  {
    what: 'next 50 free slots of 200 practitioners',
    limitMs: 10,
    ask: (tx, service, now) => nextFreeSlots(tx, service, now, 50).length === 50,
  },
  {
    what: 'a month’s heat-map of 200 practitioners',
    limitMs: 25,
    ask: (tx, service, now) => {
      const date = localDateOf(now);
      return countFree(tx, service, now, date, addDays(date, 30)).some(({ count }) => count > 0);
    },
  },
];

const panelOf = 8;
const panelDays = 60;

/** A panel of eight over sixty days: hours, claims and visits of all of them read anew for each question. */
function panel(quick: boolean, { store }: Region): Row {
  const random = chance(5);
  const pick = () => `p${String(Math.floor(random() * 200)).padStart(3, '0')}`;
  const questions = Array.from({ length: quick ? 10 : 100 }, () => {
    const ids = new Set<string>();
    while (ids.size < panelOf) ids.add(pick());
    const [hostId, ...requiredIds] = [...ids];
    return { hostId: hostId!, requiredIds: requiredIds.slice(0, 4), optionalIds: requiredIds.slice(4) };
  });
  return p95Of('a panel of 8 over 60 days, database and rules, p95', 25, questions, (ids) =>
    store.read((tx) => {
      const service = services.byId(tx, 'm1', wideService)!;
      const now = instantOf(firstDay, '07:30');
      const to = instantOf(addDays(firstDay, panelDays), '00:00');
      // Most of them find no time: then everything has been looked at, and who blocks is counted.
      return ['found', 'none'].includes(timesFor(tx, service, ids, '', now, now, to).kind);
    }),
  );
}

/** The same with the database: as a person's look at the page asks it, a read transaction each. */
export function database(quick: boolean): Row[] {
  const [large, small] = [openRegion(visitsAYear), openRegion(few)];
  try {
    const rows = questions.flatMap(({ what, limitMs, ask }) => {
      const [all, less] = times([large, small], what, quick, ask) as [number[], number[]];
      return [
        atMost(`${what}, database and rules, p95`, share(all, 0.95), 'ms', limitMs),
        atMost(
          `${what}, of 100,000 visits ÷ of 10,000, median`,
          share(all, 0.5) / share(less, 0.5),
          'ratio',
          1.25,
        ),
      ];
    });
    return [...rows, panel(quick, large)];
  } finally {
    large.close();
    small.close();
  }
}

/** How long each took in each of the databases (ms, shortest first); turn about, so that a slow minute falls on all alike. */
function times(regions: Region[], what: string, quick: boolean, ask: Asking): number[][] {
  const random = chance(4);
  const nows = Array.from({ length: quick ? 20 : 200 }, () =>
    instantOf(addDays(firstDay, Math.floor(random() * firstDays)), '07:30'),
  );
  const answer = ({ store }: Region, now: Instant) =>
    store.read((tx) => {
      const service = services.byId(tx, 'm1', wideService);
      return service !== undefined && ask(tx, service, now);
    });
  const round = (asked: Instant[]) =>
    asked.map((now) => regions.map((region) => timeOf(what, () => answer(region, now))));
  round(nows.slice(0, nows.length / 10));
  const took = round(nows);
  return regions.map((_, index) => took.map((each) => each[index]!).sort((a, b) => a - b));
}
