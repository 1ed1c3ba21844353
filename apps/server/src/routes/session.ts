import { accounts } from '#db';
import { sessionCookie } from '../plugins/authentication.ts';
import { networkOf } from '../plugins/network.ts';
import { addPush, readPush, removePush } from '../use-cases/push.ts';
import { sessionMs, signIn, signOut, viewUser } from '../use-cases/sign-in.ts';
import type { Handlers } from './route.ts';

export const sessionRoutes: Pick<
  Handlers,
  'signIn' | 'whoAmI' | 'signOut' | 'chooseLanguage' | 'readPush' | 'addPush' | 'removePush'
> = {
  signIn: async ({ deps, body, request, reply }) => {
    const { token, account } = await signIn(deps, { ...body, address: networkOf(request.ip) });
    reply.setCookie(sessionCookie, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: deps.settings.publicUrl.protocol === 'https:',
      maxAge: sessionMs / 1000,
    });
    return { user: viewUser(deps, account) };
  },
  whoAmI: ({ deps, viewer }) => ({ user: viewUser(deps, viewer.account) }),
  signOut: ({ deps, viewer, reply }) => {
    signOut(deps, viewer);
    reply.clearCookie(sessionCookie, { path: '/' });
    return {};
  },
  readPush: ({ deps, viewer }) => readPush(deps, viewer),
  addPush: ({ deps, viewer, body }) => {
    addPush(deps, viewer, body);
    return {};
  },
  removePush: ({ deps, viewer, body }) => {
    removePush(deps, viewer, body.endpoint);
    return {};
  },
  chooseLanguage: ({ deps, viewer, body }) => {
    deps.store.write((tx) => accounts.setLanguage(tx, viewer.userId, body.language));
    return {};
  },
};
