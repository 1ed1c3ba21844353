import { currentSession } from '#lib/features/auth/session.svelte.ts';
// By its file: the package's front door would bring the calendar library to every page.
import { isGranted } from '../../../../../../packages/domain/src/permissions.ts';

/** Whether to offer booking at all. The server decides again at every request. */
export function mayBook(): boolean {
  const { user } = currentSession;
  return user !== undefined && isGranted(user.role, 'slot:hold');
}

/** N13: whether to show votes that a colleague convened. */
export function maySteer(): boolean {
  const { user } = currentSession;
  return user !== undefined && isGranted(user.role, 'proposal:steer');
}

/** H14: whether to offer times that are not offered. */
export function mayOverride(): boolean {
  const { user } = currentSession;
  return user !== undefined && isGranted(user.role, 'slot:override');
}

/** Whether to lead to the pages on which services are made. */
export function mayManage(): boolean {
  const { user } = currentSession;
  return user !== undefined && isGranted(user.role, 'service:manage');
}
