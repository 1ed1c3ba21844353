import Ban from '@lucide/svelte/icons/ban';
import CalendarCheck from '@lucide/svelte/icons/calendar-check';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import FileCheck from '@lucide/svelte/icons/file-check';
import Hourglass from '@lucide/svelte/icons/hourglass';
import MailX from '@lucide/svelte/icons/mail-x';
import MessagesSquare from '@lucide/svelte/icons/messages-square';
import PenLine from '@lucide/svelte/icons/pen-line';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import UserX from '@lucide/svelte/icons/user-x';
import type { Icon } from '#lib/ui/tone.ts';
import type { TagName } from './appointment-state.ts';

/** A picture of its own for each state: the eye finds it in a list before the word is read. */
export const tagIcon: Record<TagName, Icon> = {
  booked: CalendarCheck,
  arrived: Hourglass,
  // People talk: on video, by phone or in a room.
  'going-on': MessagesSquare,
  held: CircleCheck,
  unmarked: TriangleAlert,
  noshow: UserX,
  cancelled: Ban,
  'answer-missing': PenLine,
  'answer-awaited': Hourglass,
  'answer-draft': PenLine,
  'answer-ready': FileCheck,
  undelivered: MailX,
};
