import { m } from '#messages';
import type { OrderWords } from '#lib/features/admin/list-order.ts';
import type { sorts } from './resources-query.ts';

/** The columns of the list, each one something to sort by. */
export const columnWords: OrderWords<(typeof sorts)[number]> = {
  name: m.resources_column_name,
  kind: m.resources_kind,
  organisation: m.resources_organisation,
  services: m.resources_column_use,
  state: m.admin_column_state,
};
