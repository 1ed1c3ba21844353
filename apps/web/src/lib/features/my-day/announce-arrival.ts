import { goto } from '$app/navigation';
import { m } from '#messages';
import type { NoticeData } from '#protocol';
import { toast } from '#lib/ui/toasts.svelte.ts';
import { sayInTitle } from './page-title.ts';
import { sounds } from './sounds.svelte.ts';

/** Somebody waits: heard, seen, read aloud, and told in the tab of a page that nobody looks at. */
export function announceArrival({ appointmentId, name }: NoticeData<'my-day:arrival'>): void {
  sounds.arrival();
  sayInTitle(m.staff_arrival_title({ name }));
  toast(m.staff_arrival({ name }), {
    tone: 'info',
    action: { label: m.staff_arrival_open(), run: () => void goto(`/visit/${appointmentId}`) },
  });
}
