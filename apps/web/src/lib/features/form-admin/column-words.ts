import { m } from '#messages';
import type { OrderWords } from '#lib/features/admin/list-order.ts';
import type { sorts } from './form-query.ts';

/** The columns of the list, each one something to sort by. */
export const columnWords: OrderWords<(typeof sorts)[number]> = {
  title: m.forms_column_title,
  kind: m.forms_column_kind,
  organisation: m.forms_column_organisation,
  version: m.forms_column_version,
  services: m.forms_column_services,
  state: m.forms_column_state,
};
