import { m } from '#messages';
import type { OrderWords } from '#lib/features/admin/list-order.ts';
import type { sorts } from './case-type-query.ts';

/** The columns of the list, each one something to sort by. */
export const columnWords: OrderWords<(typeof sorts)[number]> = {
  name: m.casetypes_admin_name,
  forms: m.casetypes_admin_column_forms,
  restricted: m.casetypes_admin_column_restricted,
  services: m.casetypes_admin_column_services,
  state: m.forms_column_state,
};
