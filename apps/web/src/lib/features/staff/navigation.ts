import ChartColumn from '@lucide/svelte/icons/chart-column';
import Building from '@lucide/svelte/icons/building-2';
import CalendarRange from '@lucide/svelte/icons/calendar-range';
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import Clock from '@lucide/svelte/icons/clock';
import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import DoorOpen from '@lucide/svelte/icons/door-open';
import Headset from '@lucide/svelte/icons/headset';
import Inbox from '@lucide/svelte/icons/inbox';
import ListTodo from '@lucide/svelte/icons/list-todo';
import LayoutGrid from '@lucide/svelte/icons/layout-grid';
import Settings from '@lucide/svelte/icons/settings-2';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Users from '@lucide/svelte/icons/users';
import { m } from '#messages';
import type { User } from '#lib/features/auth/session.svelte.ts';
import type { NavEntry } from '#lib/ui/AppShell.svelte';

const services = (): NavEntry => ({ href: '/services', label: m.staff_nav_services(), icon: LayoutGrid });
const myDay = (): NavEntry => ({ href: '/my-day', label: m.staff_nav_my_day(), icon: CalendarDays });
const calendar = (): NavEntry => ({ href: '/calendar', label: m.calendar_nav(), icon: CalendarRange });
const requests = (label: string): NavEntry => ({
  ...{ href: '/requests', label, icon: Inbox },
  also: ['/series', '/proposals'],
});
const triage = (): NavEntry => ({ href: '/triage', label: m.triage_title(), icon: ListTodo });
const arrivals = (): NavEntry => ({ href: '/arrivals', label: m.arrivals_nav(), icon: DoorOpen });
const hours = (): NavEntry => ({ href: '/hours', label: m.hours_nav(), icon: Clock });
const duty = (): NavEntry => ({ href: '/duty', label: m.duty_desk_nav(), icon: Headset });
const statistics = (): NavEntry => ({ href: '/statistics', label: m.statistics_nav(), icon: ChartColumn });
const log = (): NavEntry => ({ href: '/log', label: m.staff_nav_log(), icon: ScrollText });

const organisations = (): NavEntry => ({
  href: '/admin/organisations',
  label: m.staff_nav_organisations(),
  icon: Building,
});
const people = (): NavEntry => ({ href: '/admin/people', label: m.staff_nav_people(), icon: Users });
const manageServices = (): NavEntry => ({
  href: '/admin/services',
  label: m.staff_nav_manage_services(),
  icon: Settings,
  also: ['/admin/texts', '/admin/resources'],
});

const forms = (): NavEntry => ({
  ...{ href: '/admin/forms', label: m.staff_nav_forms(), icon: ClipboardList },
  also: ['/admin/case-types'],
});

type Person = Pick<User, 'role' | 'handlesRequests' | 'servesQueue'>;

/**
 * The entries of the left navigation, the place where a role's work starts first. Of more than seven the last ones come with
 * "more", on a phone of more than five: what is needed seldom stands last.
 */
export function navigationFor({ role, handlesRequests, servesQueue }: Person): NavEntry[] {
  // Y1, I9: who is named for a service has its queue, and who may be on duty the desk.
  const queue = handlesRequests ? [triage()] : [];
  const desk = servesQueue ? [duty()] : [];
  switch (role) {
    case 'staff':
      return [services(), ...queue, requests(m.staff_nav_my_requests()), myDay(), calendar(), ...desk];
    case 'coordinator':
      return [
        services(),
        ...queue,
        requests(m.staff_nav_requests()),
        myDay(),
        arrivals(),
        ...desk,
        calendar(),
        hours(),
        statistics(),
      ];
    case 'specialist':
      return [myDay(), arrivals(), ...queue, calendar(), requests(m.staff_nav_requests()), hours(), ...desk];
    case 'admin':
      return [services(), manageServices(), forms(), hours(), people(), organisations(), log(), statistics()];
  }
}
