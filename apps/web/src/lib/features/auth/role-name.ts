import { m } from '#messages';
import type { User } from './session.svelte.ts';

const names: Record<User['role'], () => string> = {
  staff: m.staff_role_staff,
  coordinator: m.staff_role_coordinator,
  specialist: m.staff_role_specialist,
  admin: m.staff_role_admin,
};

export const roleName = (role: User['role']): string => names[role]();
