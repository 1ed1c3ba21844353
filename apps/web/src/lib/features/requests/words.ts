// The words for states and actions, in one place: a key that is missing here does not compile.
import type { Reply } from '#protocol';
import { m } from '#messages';
import { local } from './local-text.ts';
import { formatDateTime, formatFullDate, formatTime, wallClock } from '#lib/ui/format.ts';
import type { Order } from './requests-list.svelte.ts';
import {
  stageOf,
  type Appointment,
  type NextAction,
  type Summary,
  type TagName,
  type Stage,
} from './appointment-state.ts';

export const columnWords: Record<Order['by'], () => string> = {
  time: m.staff_column_when,
  service: m.staff_column_service,
  subject: m.staff_column_child,
  who: m.staff_column_other,
  state: m.staff_column_state,
};

const tags: Record<TagName, () => string> = {
  booked: m.staff_tag_booked,
  arrived: m.staff_tag_arrived,
  'going-on': m.staff_tag_going_on,
  held: m.staff_tag_held,
  unmarked: m.staff_tag_unmarked,
  noshow: m.staff_tag_noshow,
  cancelled: m.staff_tag_cancelled,
  'answer-missing': m.staff_tag_answer_missing,
  'answer-awaited': m.staff_tag_answer_awaited,
  'answer-draft': m.staff_tag_answer_draft,
  'answer-ready': m.staff_tag_answer_ready,
  undelivered: m.staff_tag_undelivered,
};
export const tagWord = (tag: TagName): string => tags[tag]();

const actions: Record<NextAction, () => string> = {
  enter: m.staff_action_enter,
  'write-answer': m.staff_action_write_answer,
  'read-answer': m.staff_action_read_answer,
  mark: m.staff_action_mark,
  look: m.staff_action_look,
};
export const actionWord = (action: NextAction): string => actions[action]();

/** "tänään klo 14.30" on the day itself, else "ma 23.11. klo 14.30". */
const moment = (at: number, now: number) =>
  wallClock(at).dayKey === wallClock(now).dayKey
    ? m.staff_today_at({ time: formatTime(at) })
    : formatDateTime(at);

const stages: Record<Stage, (it: Summary, now: number) => string> = {
  coming: (it, now) => m.staff_state_coming({ time: moment(it.startsAt, now) }),
  open: (it, now) => {
    const time = moment(it.startsAt, now);
    return now < it.startsAt ? m.staff_state_open({ time }) : m.staff_state_open_late({ time });
  },
  waiting: (it) => (it.youAreHost ? m.staff_state_waiting_host() : m.staff_state_waiting()),
  'going-on': () => m.staff_state_going_on(),
  held: (it) =>
    it.answerStatus === 'signed'
      ? m.staff_state_answer_ready()
      : it.youAreHost
        ? m.staff_state_answer_missing()
        : m.staff_state_answer_awaited(),
  unmarked: () => m.staff_state_unmarked(),
  noshow: (it) => (it.answerStatus === 'signed' ? m.staff_state_noshow_answered() : m.staff_state_noshow()),
  cancelled: () => m.staff_state_cancelled(),
};
/** Where the appointment stands, in one sentence. */
export const stateSentence = (it: Summary, now: number): string => stages[stageOf(it, now)](it, now);

const urgencies: Record<string, () => string> = {
  routine: m.staff_urgency_routine,
  soon: m.staff_urgency_soon,
  urgent: m.staff_urgency_urgent,
};
export const urgencyWord = (urgency: string | null): string => urgencies[urgency ?? '']?.() ?? '';

export const kindWord = (kind: Appointment['participants'][number]['kind']): string =>
  ({
    host: m.staff_kind_host,
    requester: m.staff_kind_requester,
    colleague: m.staff_kind_colleague,
    guest: m.staff_kind_guest,
  })[kind]();

/** "maanantaina 23. marraskuuta 2026": what is kept and printed names its year. */
export const dayOfRecord = (at: number): string => formatFullDate(at);

/** "klo 14.00" today, else "ma 23.11. klo 14.00". */
export const opensWord = (at: number, now: number): string =>
  m.staff_day_opens_at({
    time:
      wallClock(at).dayKey === wallClock(now).dayKey
        ? m.staff_at({ time: formatTime(at) })
        : formatDateTime(at),
  });

/** Where a person is, or was once the visit is over. Before the door opens nobody is late: then nothing is said of who is not there. */
export function seatWord(seat: Appointment['participants'][number]['seat'], stage: Stage): string {
  const isOver = stage === 'held' || stage === 'unmarked' || stage === 'noshow';
  if (seat === 'invited' && stage === 'coming') return '';
  return {
    invited: isOver ? m.staff_seat_was_invited : m.staff_seat_invited,
    waiting: m.staff_seat_waiting,
    admitted: isOver ? m.staff_seat_came : m.staff_seat_admitted,
    left: isOver ? m.staff_seat_came : m.staff_seat_left,
    removed: m.staff_seat_removed,
  }[seat]();
}

/** How people meet, as the visit keeps it. */
export function modalityWord({ modality, address }: Pick<Summary, 'modality' | 'address'>): string {
  switch (modality) {
    case 'video':
      return m.booking_modality_video();
    case 'phone':
      return m.booking_modality_phone();
    case 'on-site':
      return m.booking_modality_on_site({ address });
  }
}

/** A room or a device with where it is. */
export const thingWord = ({
  name,
  address,
}: Reply<'readAppointment'>['appointment']['resources'][number]): string =>
  address ? `${local(name)}, ${address}` : local(name);
