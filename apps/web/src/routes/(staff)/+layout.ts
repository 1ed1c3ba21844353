import { error, redirect } from '@sveltejs/kit';
import { errorText, signInHref } from '#lib/api.ts';
import '#lib/every-error-text.ts';
import { currentSession } from '#lib/features/auth/session.svelte.ts';

/** Only for people who are signed in. This is a courtesy: what may be seen is decided by the server at every request. */
export async function load({ url }: { url: URL }) {
  const result = await currentSession.load();
  if (currentSession.status === 'signed-out') redirect(303, signInHref(url.pathname + url.search));
  if (currentSession.user) return;
  if (!result || result.ok) error(503, '');
  const isOfNetwork = result.error.code === 'network' || result.error.code === 'timeout';
  error(503, { message: errorText(result.error), isOfNetwork });
}
