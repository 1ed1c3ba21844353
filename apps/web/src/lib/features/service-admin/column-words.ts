import { m } from '#messages';
import type { OrderWords } from '#lib/features/admin/list-order.ts';
import type { sorts } from './list-query.ts';

/** The columns of the list, each one something to sort by. */
export const columnWords: OrderWords<(typeof sorts)[number]> = {
  name: m.admin_column_service,
  provider: m.admin_column_provider,
  tier: m.admin_column_tier,
  length: m.admin_column_length,
  people: m.admin_column_people,
  state: m.admin_column_state,
};
