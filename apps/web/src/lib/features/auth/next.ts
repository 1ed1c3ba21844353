import type { User } from './session.svelte.ts';

/** Where a person's work starts. */
export const homeFor = (role: User['role']): string => (role === 'specialist' ? '/my-day' : '/services');

/** The page to go to after signing in: only a path of our own, never another site. */
export function safeNext(wanted: string | null, home: string): string {
  if (!wanted?.startsWith('/')) return home;
  const here = 'http://neuvo.invalid';
  try {
    const url = new URL(wanted, here);
    return url.origin === here && !url.pathname.startsWith('/sign-in') ? url.pathname + url.search : home;
  } catch {
    return home;
  }
}
