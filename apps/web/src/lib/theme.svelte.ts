/** auto follows the system. Kept in a cookie, so that the server sends the first frame in it. */
export type Theme = 'auto' | 'light' | 'dark';

const read = (): Theme => {
  const value = typeof document === 'undefined' ? undefined : document.documentElement.dataset.theme;
  return value === 'light' || value === 'dark' ? value : 'auto';
};

let current: Theme = $state(read());

export const theme = {
  get current(): Theme {
    return current;
  },
  choose(next: Theme): void {
    current = next;
    document.documentElement.dataset.theme = next;
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `neuvo_theme=${next}; path=/; max-age=34560000; samesite=lax${secure}`;
  },
};
