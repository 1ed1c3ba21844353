/** Whom a family can call, shown at the bottom of every page of theirs. A page sets it as soon as it knows. */
export type WhomToCall = { name: string; phone: string | null };

let current: WhomToCall | undefined = $state();

export const whomToCall = {
  get current(): WhomToCall | undefined {
    return current;
  },
  set(next: WhomToCall | undefined): void {
    current = next;
  },
};
