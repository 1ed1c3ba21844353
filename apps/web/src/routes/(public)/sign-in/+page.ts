import { redirect } from '@sveltejs/kit';
import { homeFor, safeNext } from '#lib/features/auth/next.ts';
import { currentSession } from '#lib/features/auth/session.svelte.ts';

/** Whoever is signed in already goes on to where they were going. */
export async function load({ url }: { url: URL }) {
  const next = url.searchParams.get('next');
  await currentSession.load(true);
  if (currentSession.user) redirect(303, safeNext(next, homeFor(currentSession.user.role)));
  return { next };
}
