import { SvelteSet } from 'svelte/reactivity';

/** The longest that systems take two presses for one; whoever lets in two people looks at the second name longer. */
const doubleClickMs = 700;
/** A hand moves a little between the halves of a double click; the control of the next person is further away. */
const samePlacePx = 24;

/** Where somebody pressed: on the screen, or by key (`detail` is 0) whichever control has the focus. */
export type Press = Pick<MouseEvent, 'clientX' | 'clientY' | 'detail' | 'currentTarget'>;

/** The host's presses that let somebody in, one named person each (Q3). */
export class Admissions {
  /** Whom the server has been asked to let in and has not answered about yet. */
  readonly #asked = new SvelteSet<string>();
  /** Somebody has just been let in: what is pressed at that place now may be the second half of a double click. */
  isSettling = $state(false);
  /** Of whom a press came too soon to be meant for them. */
  #heldBack: string | undefined = $state();
  #last: Press | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Nothing would come of a press just now, which their control shows. */
  isBusy(participantId: string): boolean {
    return this.#asked.has(participantId) || this.#heldBack === participantId;
  }

  /** The next person moves up under the finger: the second half of a double click is not meant for them. */
  async press(participantId: string, press: Press, admit: () => Promise<unknown>): Promise<void> {
    if (this.isBusy(participantId)) return;
    if (this.isSettling && isAtSamePlace(press, this.#last)) return void (this.#heldBack = participantId);
    // A press that has been handled is at no control any more.
    const { clientX, clientY, detail, currentTarget } = press;
    this.#last = { clientX, clientY, detail, currentTarget };
    this.#settle();
    this.#asked.add(participantId);
    await admit();
    this.#asked.delete(participantId);
  }

  #settle(): void {
    this.isSettling = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isSettling = false;
      this.#heldBack = undefined;
    }, doubleClickMs);
  }
}

function isAtSamePlace(press: Press, last: Press | undefined): boolean {
  if (!last) return false;
  if (press.detail === 0 || last.detail === 0) return press.currentTarget === last.currentTarget;
  return Math.hypot(press.clientX - last.clientX, press.clientY - last.clientY) < samePlacePx;
}
