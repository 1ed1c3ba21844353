import CircleAlert from '@lucide/svelte/icons/circle-alert';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import Circle from '@lucide/svelte/icons/circle';
import Info from '@lucide/svelte/icons/info';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { LucideIcon } from '@lucide/svelte';

/** What a coloured thing means. Colour never says it alone: each tone has its own icon. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** Any icon of @lucide/svelte: import it from '@lucide/svelte/icons/<name>' so that only that one is loaded. */
export type Icon = LucideIcon;

export const toneIcon: Record<Tone, Icon> = {
  neutral: Circle,
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
};
