import type { User } from './session.svelte.ts';

/** Where a person's work starts. */
export const homeFor = (role: User['role']): string => (role === 'specialist' ? '/my-day' : '/services');

/** The page to go to after signing in: only a path of our own, never another site. */
export function safeNext(wanted: string | null, home: string): string {
  if (!wanted?.startsWith('/')) return home;
  const url = new URL(wanted, location.origin);
  return url.origin === location.origin && !url.pathname.startsWith('/sign-in')
    ? url.pathname + url.search
    : home;
}
