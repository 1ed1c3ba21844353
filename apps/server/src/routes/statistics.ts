import { Readable } from 'node:stream';
import { exportStatistics } from '../use-cases/export-statistics.ts';
import { listUnderEighteens, readStatistics, setUnderEighteen } from '../use-cases/read-statistics.ts';
import type { Handlers } from './route.ts';

export const statisticsRoutes: Pick<
  Handlers,
  'readStatistics' | 'exportStatistics' | 'listUnderEighteens' | 'setUnderEighteen'
> = {
  readStatistics: ({ deps, viewer, query }) => readStatistics(deps, viewer, query),
  exportStatistics: ({ deps, viewer, query, reply }) => {
    const { name, lines } = exportStatistics(deps, viewer, query);
    return reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(Readable.from(lines, { objectMode: true, highWaterMark: 1 }));
  },
  listUnderEighteens: ({ deps, viewer }) => listUnderEighteens(deps, viewer),
  setUnderEighteen: ({ deps, viewer, params, body }) => setUnderEighteen(deps, viewer, params, body),
};
