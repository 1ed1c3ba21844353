import { m } from '#messages';

/** In use, archived, or both: how lists of managed things are filtered. */
export const stateWords = {
  active: m.admin_state_active,
  archived: m.admin_state_archived,
  all: m.admin_state_all,
};
