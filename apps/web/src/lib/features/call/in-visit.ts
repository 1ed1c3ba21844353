const storageKey = 'neuvo_in_visit';

/**
 * Which visit this tab is in, so that a reload comes back into it without asking again. Only the participant's or the
 * appointment's id is kept, and only as long as the tab: neither opens anything.
 */
export const inVisit = {
  is: (id: string): boolean => {
    try {
      return sessionStorage.getItem(storageKey) === id;
    } catch {
      return false;
    }
  },
  set(id: string, isIn: boolean): void {
    try {
      if (isIn) sessionStorage.setItem(storageKey, id);
      else sessionStorage.removeItem(storageKey);
    } catch {
      // Then a reload asks again.
    }
  },
};
