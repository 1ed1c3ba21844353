import {
  clockMinutes,
  clockOf,
  dayMinutes,
  drawn,
  endingAt,
  moved,
  snap,
  startingAt,
  type Hours,
} from './grid-time.ts';

/** A hand trembles: less than this is a press. */
const thresholdPx = 4;

type Grip =
  | { kind: 'draw'; week: number; weekday: number; anchor: number }
  /** Grabbed in a column; after midnight, `later` is the day that its minutes are further from the start of the hours. */
  | { kind: 'move' | 'start' | 'end'; hours: Hours; weekday: number; later: number; offset: number };

/** Hours that are drawn, moved or resized with mouse, pen or finger. `columns` are the seven days as they lie on the screen. */
export class GridDrag {
  /** What it would be if one let go now; key 0 for hours that are being drawn. */
  preview: Hours | undefined = $state.raw();
  /** A press follows every drag; whoever opens something on a press looks here first. */
  hasJustDragged = false;

  readonly #columns: () => HTMLElement[];
  readonly #done: (hours: Hours) => void;
  #grip: Grip | undefined;
  #from = { x: 0, y: 0 };
  #stop: AbortController | undefined;

  constructor(columns: () => HTMLElement[], done: (hours: Hours) => void) {
    this.#columns = columns;
    this.#done = done;
  }

  draw(event: PointerEvent, week: number, weekday: number): void {
    this.#begin(event, { kind: 'draw', week, weekday, anchor: snap(this.#minutesAt(event)) });
  }
  /** `weekday` is that of the part that is grabbed: over midnight hours have one on the next day, too. */
  grab(event: PointerEvent, kind: 'move' | 'start' | 'end', hours: Hours, weekday: number): void {
    event.stopPropagation();
    const later = weekday === hours.weekday ? 0 : dayMinutes;
    const offset = this.#minutesAt(event) + later - clockMinutes(hours.from);
    this.#begin(event, { kind, hours, weekday, later, offset });
  }

  cancel(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.#grip = undefined;
    this.preview = undefined;
  }

  #begin(event: PointerEvent, grip: Grip): void {
    if (event.button !== 0 || !event.isPrimary) return;
    this.cancel();
    this.#grip = grip;
    this.#from = { x: event.clientX, y: event.clientY };
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    // On the window: a block that changes its column is drawn anew, and would lose the pointer.
    addEventListener('pointermove', (move) => this.#move(move), { signal });
    addEventListener('pointerup', () => this.#end(), { signal });
    addEventListener('pointercancel', () => this.cancel(), { signal });
    addEventListener('keydown', (press) => press.key === 'Escape' && this.#giveUp(), { signal });
  }

  /** The button is still down; letting go of it opens nothing. */
  #giveUp(): void {
    this.cancel();
    this.hasJustDragged = true;
    addEventListener('pointerup', () => this.#letPressAgain(), { once: true });
  }

  #letPressAgain(): void {
    setTimeout(() => (this.hasJustDragged = false));
  }

  #move(event: PointerEvent): void {
    const grip = this.#grip;
    if (!grip) return;
    const { x, y } = this.#from;
    if (!this.preview && Math.hypot(event.clientX - x, event.clientY - y) < thresholdPx) return;
    event.preventDefault();
    const { weekday } = grip;
    if (grip.kind === 'draw') {
      const { start, end } = drawn(weekday, grip.anchor, snap(this.#minutesAt(event)));
      this.preview = { key: 0, week: grip.week, weekday, from: clockOf(start), to: clockOf(end) };
      return;
    }
    const at = this.#minutesAt(event) + grip.later;
    if (grip.kind === 'move') {
      const by = snap(at - grip.offset - clockMinutes(grip.hours.from));
      this.preview = moved(grip.hours, this.#weekdayAt(event) - weekday, by);
    } else if (grip.kind === 'end') this.preview = endingAt(grip.hours, snap(at));
    else this.preview = startingAt(grip.hours, snap(at));
  }

  #end(): void {
    const { preview } = this;
    this.cancel();
    if (!preview) return;
    this.hasJustDragged = true;
    this.#letPressAgain();
    this.#done(preview);
  }

  #minutesAt({ clientY }: PointerEvent): number {
    const box = this.#columns()[0]?.getBoundingClientRect();
    return box ? ((clientY - box.top) / box.height) * dayMinutes : 0;
  }
  #weekdayAt({ clientX }: PointerEvent): number {
    const index = this.#columns().findLastIndex((column) => column.getBoundingClientRect().left <= clientX);
    return Math.max(0, index) + 1;
  }
}
