import { Type } from 'typebox';
import { statistics } from '#domain';
import { Id, LocalText, ShortText, nullable, oneOf, strict } from './schemas.ts';

const Figure = Type.Union([Type.Number(), oneOf(['few', 'hidden']), Type.Null()]);
const Span = strict({ median: Figure, ninetieth: Figure });

/** What is asked: a period in months, how it is divided (names, with commas) and what it is narrowed to. */
export const StatisticsQuery = strict({
  from: ShortText,
  to: ShortText,
  by: ShortText,
  service: Type.Optional(Id),
  municipality: Type.Optional(Id),
  tier: Type.Optional(oneOf(['1', '2', '3', '4'])),
  age: Type.Optional(oneOf(statistics.ageBands)),
});

export const StatisticsReply = strict({
  table: strict({
    rows: Type.Array(ShortText),
    columns: Type.Array(ShortText),
    cells: Type.Array(
      strict({
        row: nullable(ShortText),
        column: nullable(ShortText),
        figures: strict({
          requests: Figure,
          held: Figure,
          cancelled: Figure,
          noShow: Figure,
          weak: Figure,
          answered: Span,
          toVisit: Span,
          waited: Span,
          overRun: Span,
          joined: Span,
          quotaUse: Figure,
          reach: Figure,
        }),
      }),
    ),
  }),
  /** What can be chosen, and what the ids of the table are called. */
  services: Type.Array(strict({ id: Id, name: LocalText })),
  municipalities: Type.Array(strict({ id: Id, name: ShortText })),
});

export const UnderEighteens = strict({
  municipalities: Type.Array(
    strict({
      id: Id,
      name: ShortText,
      figures: Type.Array(strict({ year: Type.Integer(), number: Type.Integer() })),
    }),
  ),
});
