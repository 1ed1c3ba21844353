import type { Handlers } from './route.ts';
import { adminRoutes } from './admin.ts';
import { appointmentRoutes } from './appointments.ts';
import { formRoutes } from './forms.ts';
import { guestRoutes } from './guest.ts';
import { organisationRoutes } from './organisations.ts';
import { peopleRoutes } from './people.ts';
import { schedulingRoutes } from './scheduling.ts';
import { serviceRoutes } from './services.ts';
import { sessionRoutes } from './session.ts';
import { systemRoutes, type SystemDeps } from './system.ts';

/** Every endpoint's handler; leaving one out does not compile. */
export const buildHandlers = (system: SystemDeps): Handlers => ({
  ...systemRoutes(system),
  ...sessionRoutes,
  ...schedulingRoutes,
  ...serviceRoutes,
  ...formRoutes,
  ...organisationRoutes,
  ...peopleRoutes,
  ...appointmentRoutes(system),
  ...guestRoutes,
  ...adminRoutes,
});
