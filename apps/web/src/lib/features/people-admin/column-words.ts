import { m } from '#messages';
import type { OrderWords } from '#lib/features/admin/list-order.ts';
import type { sorts } from './people-query.ts';

/** The columns of the list, each one something to sort by. */
export const columnWords: OrderWords<(typeof sorts)[number]> = {
  name: m.admin_person_name,
  organisation: m.admin_person_organisation,
  role: m.admin_person_role,
  state: m.admin_column_state,
};
