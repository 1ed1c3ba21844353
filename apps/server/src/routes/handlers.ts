import type { Handlers } from './route.ts';
import { adminRoutes } from './admin.ts';
import { appointmentRoutes } from './appointments.ts';
import { arrivalRoutes } from './arrivals.ts';
import { calendarRoutes } from './calendar.ts';
import { caseTypeRoutes } from './case-types.ts';
import { doorRoutes } from './door.ts';
import { dutyRoutes } from './duty.ts';
import { formRoutes } from './forms.ts';
import { guestRoutes } from './guest.ts';
import { hoursRoutes } from './hours.ts';
import { organisationRoutes } from './organisations.ts';
import { peopleRoutes } from './people.ts';
import { proposalRoutes } from './proposals.ts';
import { resourceRoutes } from './resources.ts';
import { schedulingRoutes } from './scheduling.ts';
import { serviceRoutes } from './services.ts';
import { seriesRoutes } from './series.ts';
import { sessionRoutes } from './session.ts';
import { statisticsRoutes } from './statistics.ts';
import { systemRoutes, type SystemDeps } from './system.ts';
import { textRoutes } from './texts.ts';
import { triageRoutes } from './triage.ts';
import { waitlistRoutes } from './waitlist.ts';

/** Every endpoint's handler; leaving one out does not compile. */
export const buildHandlers = (system: SystemDeps): Handlers => ({
  ...systemRoutes(system),
  ...sessionRoutes,
  ...schedulingRoutes,
  ...serviceRoutes,
  ...seriesRoutes,
  ...hoursRoutes,
  ...formRoutes,
  ...organisationRoutes,
  ...peopleRoutes,
  ...resourceRoutes,
  ...appointmentRoutes(system),
  ...arrivalRoutes(system),
  ...calendarRoutes,
  ...proposalRoutes,
  ...triageRoutes,
  ...waitlistRoutes,
  ...guestRoutes,
  ...textRoutes,
  ...dutyRoutes,
  ...doorRoutes,
  ...adminRoutes,
  ...statisticsRoutes,
  ...caseTypeRoutes,
});
