/** A hand trembles: less than this is a press. */
const thresholdPx = 4;
/** So near the screen's edge the page scrolls along, by so much with every movement. */
const edgePx = 72;
const scrollStepPx = 12;

/**
 * A row of a list that is dragged onto another one's place by its grip, with mouse, pen or finger. The grip needs
 * `touch-action: none`, so that a finger on it drags; on everything else it scrolls.
 *
 * @param list The list whose children are the rows, as they lie on the screen. @param done Called with two different places.
 */
export class DragOrder {
  /** Which row is being dragged, and over which it is. */
  from: number | undefined = $state();
  over: number | undefined = $state();
  readonly #list: () => HTMLElement | undefined;
  readonly #done: (from: number, to: number) => void;
  #start: { index: number; x: number; y: number } | undefined;
  #stop: AbortController | undefined;

  constructor(list: () => HTMLElement | undefined, done: (from: number, to: number) => void) {
    this.#list = list;
    this.#done = done;
  }

  grab(event: PointerEvent, index: number): void {
    if (event.button !== 0 || !event.isPrimary) return;
    this.cancel();
    this.#start = { index, x: event.clientX, y: event.clientY };
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    // A mouse would mark text on its way.
    event.preventDefault();
    // On the window: a finger leaves the grip at once.
    addEventListener('pointermove', (move) => this.#move(move), { signal });
    addEventListener('pointerup', () => this.#end(), { signal });
    addEventListener('pointercancel', () => this.cancel(), { signal });
    addEventListener('keydown', (press) => press.key === 'Escape' && this.cancel(), { signal });
  }

  cancel(): void {
    this.#stop?.abort();
    this.#stop = this.#start = this.from = this.over = undefined;
  }

  #move({ clientX, clientY }: PointerEvent): void {
    if (!this.#start) return;
    const { index, x, y } = this.#start;
    if (this.from === undefined && Math.hypot(clientX - x, clientY - y) < thresholdPx) return;
    this.from = index;
    if (clientY < edgePx) scrollBy(0, -scrollStepPx);
    else if (clientY > innerHeight - edgePx) scrollBy(0, scrollStepPx);
    const rows = [...(this.#list()?.children ?? [])];
    const at = rows.findIndex((row) => clientY < row.getBoundingClientRect().bottom);
    this.over = at < 0 ? rows.length - 1 : at;
  }

  #end(): void {
    const { from, over } = this;
    this.cancel();
    if (from !== undefined && over !== undefined && from !== over) this.#done(from, over);
  }
}
