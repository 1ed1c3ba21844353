import type { Reply } from '#protocol';
import { api, leaves, type ApiResult } from '#lib/api.ts';
import { language } from '#lib/language.svelte.ts';
import { clearToasts } from '#lib/ui/toasts.svelte.ts';
import { push } from './push.svelte.ts';

export type User = Reply<'whoAmI'>['user'];
type Session = { status: 'unknown' } | { status: 'signed-out' } | { status: 'signed-in'; user: User };

let session: Session = $state({ status: 'unknown' });

function signedIn(user: User): void {
  leaves(false);
  if (session.status === 'signed-in' && session.user.id !== user.id) clearToasts();
  session = { status: 'signed-in', user };
  if (!language.isChosen) language.follow(user.language);
}

/** Who is signed in on this device. The server decides at every request; this only knows what to show. */
export const currentSession = {
  get status() {
    return session.status;
  },
  /** On pages within (staff) there always is one. */
  get user(): User | undefined {
    return session.status === 'signed-in' ? session.user : undefined;
  },

  /** Asks the server, unless it is known already; `again` asks in any case. An unanswered question leaves it unknown. */
  async load(again = false): Promise<ApiResult<{ user: User }> | undefined> {
    if (session.status === 'signed-in' && !again) return undefined;
    const result = await api.get<Reply<'whoAmI'>>('/api/session', { stay: true });
    if (result.ok) signedIn(result.data.user);
    else if (result.status === 401) session = { status: 'signed-out' };
    return result;
  },
  async signIn(email: string, password: string): Promise<ApiResult<{ user: User }>> {
    const result = await api.post<Reply<'signIn'>>('/api/session', { email, password }, { stay: true });
    if (result.ok) signedIn(result.data.user);
    return result;
  },
  async signOut(): Promise<ApiResult<unknown>> {
    // While it is still known who leaves.
    await push.turnOff();
    leaves(true);
    const result = await api.delete('/api/session', { stay: true });
    if (result.ok || result.status === 401) {
      session = { status: 'signed-out' };
      clearToasts();
    } else leaves(false);
    return result;
  },
};
