const key = 'neuvo-on-duty';

let is = $state(typeof localStorage !== 'undefined' && localStorage.getItem(key) === 'yes');

/** Whether this person was on duty when the queue was last seen: every page of theirs then keeps a line to the server (I9). */
export const onDuty = {
  get is(): boolean {
    return is;
  },
  set(next: boolean): void {
    if (next === is) return;
    is = next;
    if (next) localStorage.setItem(key, 'yes');
    else localStorage.removeItem(key);
  },
};
