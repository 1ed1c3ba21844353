import { m } from '#messages';

// Named one by one: looking a message up by its name would bring every text of the product to this page.
const actions: Record<string, () => string> = {
  book: m.booking_log_action_book,
  read: m.booking_log_action_read,
  list: m.booking_log_action_list,
  cancel: m.booking_log_action_cancel,
  'mark-no-show': m.booking_log_action_mark_no_show,
  'undo-no-show': m.arrivals_log_undo,
  rebook: m.arrivals_log_rebook,
  'take-over': m.arrivals_log_take_over,
  'hand-over': m.arrivals_log_hand_over,
  'note-to-waiting': m.arrivals_log_note,
  'see-phones': m.arrivals_log_phones,
  extend: m.arrivals_log_extend,
  'renew-link': m.booking_log_action_renew_link,
  'write-answer': m.booking_log_action_write_answer,
  'sign-answer': m.booking_log_action_sign_answer,
  retry: m.booking_log_action_retry,
  create: m.booking_log_action_create,
  add: m.booking_log_action_add,
  remove: m.hours_log_remove,
  change: m.booking_log_action_change,
  archive: m.booking_log_action_archive,
  publish: m.booking_log_action_publish,
  'write-form': m.booking_log_action_write_form,
  'send-form': m.booking_log_action_send_form,
  invite: m.booking_log_action_invite,
  close: m.booking_log_action_close,
  'send-password-link': m.booking_log_action_send_password_link,
  'set-password': m.booking_log_action_set_password,
  'take-back': m.booking_log_action_take_back,
  make: m.series_log_make,
  renew: m.series_log_renew,
  move: m.series_log_move,
  conveners: m.series_log_conveners,
  swap: m.series_log_swap,
  'sign-in': m.booking_log_action_sign_in,
  'sign-in-failed': m.booking_log_action_sign_in_failed,
  'sign-out': m.booking_log_action_sign_out,
  propose: m.booking_log_action_propose,
  'propose-more': m.booking_log_action_propose_more,
  vote: m.booking_log_action_vote,
  remind: m.booking_log_action_remind,
  end: m.booking_log_action_end,
  agree: m.booking_log_action_agree,
  'cut-case-slots': m.booking_log_action_cut_case_slots,
  'give-case-slot': m.booking_log_action_give_case_slot,
  'free-case-slot': m.booking_log_action_free_case_slot,
  'visit:enter': m.booking_log_action_visit_enter,
  'visit:arrive': m.booking_log_action_visit_arrive,
  'visit:admit': m.booking_log_action_visit_admit,
  'visit:put-back': m.booking_log_action_visit_put_back,
  'visit:remove': m.booking_log_action_visit_remove,
  'visit:leave': m.booking_log_action_visit_leave,
  'visit:end': m.booking_log_action_visit_end,
};
const entities: Record<string, () => string> = {
  appointment: m.booking_log_entity_appointment,
  appointments: m.booking_log_entity_appointments,
  arrivals: m.arrivals_log_entity,
  participant: m.booking_log_entity_participant,
  'outbox-message': m.booking_log_entity_outbox_message,
  cases: m.booking_log_entity_cases,
  user: m.booking_log_entity_user,
  service: m.booking_log_entity_service,
  schedule: m.hours_log_schedule,
  exception: m.hours_log_exception,
  form: m.booking_log_entity_form,
  series: m.series_log_entity,
  organisation: m.booking_log_entity_organisation,
  proposal: m.booking_log_entity_proposal,
};
const actors: Record<string, () => string> = {
  system: m.booking_log_actor_system,
  participant: m.booking_log_actor_participant,
  guest: m.booking_log_actor_guest,
  user: m.booking_log_actor_user,
};
const kinds: Record<string, () => string> = {
  invitation: m.booking_log_kind_invitation,
  'new-link': m.booking_log_kind_new_link,
  cancellation: m.booking_log_kind_cancellation,
  'answer-ready': m.booking_log_kind_answer_ready,
  reminder: m.booking_log_kind_reminder,
  account: m.booking_log_kind_account,
  proposal: m.booking_log_kind_proposal,
};

/** What the server writes as a code, in words; one that is not known yet is shown as it is. */
const nameIn = (names: Record<string, () => string>) => (code: string) =>
  Object.hasOwn(names, code) ? names[code]!() : code;

export const actionName = nameIn(actions);
export const entityName = nameIn(entities);
export const actorName = nameIn(actors);
export const messageKindName = nameIn(kinds);
