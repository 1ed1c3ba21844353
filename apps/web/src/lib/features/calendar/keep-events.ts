import type { Calendar } from '@event-calendar/core';

type Shown = Calendar.EventInput & { id: string };

/**
 * Brings a calendar on the screen from what it shows to what it should show, event by event: given a whole new list the
 * component would draw every event anew, and whoever stands on one with the keyboard would fall off.
 */
export class KeptEvents {
  #known = new Map<string, string>();
  #isWider = false;

  constructor(shown: readonly Shown[]) {
    for (const event of shown) this.#known.set(event.id, JSON.stringify(event));
  }

  bring(calendar: Calendar, shown: readonly Shown[]): void {
    const next = new Map(shown.map((event) => [event.id, JSON.stringify(event)]));
    let isOther = false;
    for (const id of this.#known.keys()) {
      if (next.has(id)) continue;
      calendar.removeEventById(id);
      isOther = true;
    }
    for (const event of shown) {
      const before = this.#known.get(event.id);
      if (before === next.get(event.id)) continue;
      if (before === undefined) calendar.addEvent(event);
      else calendar.updateEvent(event);
      isOther = true;
    }
    this.#known = next;
    // New events are stacked before they have a height; another gap, too small to see, makes the component stack them again.
    if (isOther)
      requestAnimationFrame(() => {
        this.#isWider = !this.#isWider;
        calendar.setOption('eventGap', this.#isWider ? 1.01 : 1);
      });
  }
}
