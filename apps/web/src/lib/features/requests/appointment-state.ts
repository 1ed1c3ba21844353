import type { ErrorCode, Reply } from '#protocol';
import type { Tone } from '#lib/ui/tone.ts';

export type Summary = Reply<'listAppointments'>['appointments'][number];
export type Appointment = Reply<'readAppointment'>['appointment'];

/** What an appointment has come to, as people say it; what pages show about its state follows from this. */
export type Stage = 'coming' | 'open' | 'waiting' | 'going-on' | 'held' | 'unmarked' | 'noshow' | 'cancelled';

export function stageOf(it: Summary, now: number): Stage {
  if (it.status === 'cancelled' || it.status === 'noshow') return it.status;
  if (it.modality !== 'video') return stageOfMeeting(it, now);
  const isOver = it.encounterStatus === 'finished' || now >= it.closesAt;
  if (isOver) return it.status === 'fulfilled' ? 'held' : 'unmarked';
  if (it.status === 'fulfilled') return 'going-on';
  if (it.status === 'arrived') return 'waiting';
  return now >= it.opensAt ? 'open' : 'coming';
}

/** Why a visit that is not to be moved by whoever looks at it is not: it may have been, until somebody came to it (H11, C1). */
export function whyNotMoved(
  it: Pick<Appointment, 'status' | 'startsAt' | 'changeableUntil'>,
  now: number,
): ErrorCode {
  if (it.status === 'cancelled' || it.status === 'noshow') return 'appointment-over';
  if (it.status === 'fulfilled' || now >= it.startsAt) return 'visit-begun';
  if (it.status === 'arrived') return 'somebody-waits';
  return now > it.changeableUntil ? 'too-late' : 'forbidden';
}

/** P5: by phone and on site nobody is let in. */
const stageOfMeeting = ({ startsAt, endsAt }: Summary, now: number): Stage =>
  now < startsAt ? 'coming' : now < endsAt ? 'going-on' : 'held';

/** Whether those who take part can go in now; only what is by video has a door. */
export const isOpen = (it: Summary, now: number): boolean =>
  it.modality === 'video' && ['open', 'waiting', 'going-on'].includes(stageOf(it, now)) && now >= it.opensAt;

/** Whether its door is still to open. */
export const opensLater = (it: Pick<Summary, 'modality' | 'opensAt'>, now: number): boolean =>
  it.modality === 'video' && it.opensAt > now;

export type TagName =
  | 'booked'
  | 'arrived'
  | 'going-on'
  | 'held'
  | 'unmarked'
  | 'noshow'
  | 'cancelled'
  | 'answer-missing'
  | 'answer-awaited'
  | 'answer-draft'
  | 'answer-ready'
  | 'undelivered';

export const toneOf: Record<TagName, Tone> = {
  booked: 'neutral',
  arrived: 'warning',
  'going-on': 'info',
  held: 'success',
  unmarked: 'warning',
  noshow: 'neutral',
  cancelled: 'danger',
  'answer-missing': 'warning',
  'answer-awaited': 'neutral',
  'answer-draft': 'warning',
  'answer-ready': 'success',
  undelivered: 'danger',
};

/** The state of the visit and, once there is something to say about it, of the answer and of letters that did not arrive (Z7). */
export function tagsOf(it: Summary, now: number): TagName[] {
  const stage = stageOf(it, now);
  const visit: TagName =
    stage === 'coming' || stage === 'open' ? 'booked' : stage === 'waiting' ? 'arrived' : stage;
  const answer = answerTagOf(it, stage);
  return [visit, ...(answer ? [answer] : []), ...(it.undelivered > 0 ? (['undelivered'] as const) : [])];
}

function answerTagOf(it: Summary, stage: Stage): TagName | undefined {
  if (it.answerStatus === 'signed') return 'answer-ready';
  // Before the visit is over nobody waits for an answer. A draft is its writer's own business.
  const isOver = stage === 'held' || stage === 'unmarked' || stage === 'noshow';
  if (isOver && it.answerStatus === 'draft' && it.youAreHost) return 'answer-draft';
  if (stage !== 'held') return undefined;
  return it.youAreHost ? 'answer-missing' : 'answer-awaited';
}

export type NextAction = 'enter' | 'write-answer' | 'read-answer' | 'mark' | 'look';

/** The one thing to do next. `takesPart` is false for a coordinator who only oversees. */
export function nextActionOf(it: Summary, now: number, takesPart: boolean): NextAction {
  if (takesPart && isOpen(it, now)) return 'enter';
  if (it.answerStatus === 'signed') return 'read-answer';
  const stage = stageOf(it, now);
  if (it.youAreHost && stage === 'held') return 'write-answer';
  if (it.youAreHost && stage === 'unmarked') return 'mark';
  return 'look';
}

export function actionHref(it: Pick<Summary, 'id'>, action: NextAction): string {
  if (action === 'enter') return `/visit/${it.id}`;
  const page = `/requests/${it.id}`;
  return action === 'write-answer' || action === 'read-answer' ? `${page}#answer` : page;
}
