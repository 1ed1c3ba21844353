import { dayMs, localDateOf, type Slot } from '#domain';
import { newId, services } from '#db';
import type { Deps } from '../deps.ts';
import { bookAppointment } from '../use-cases/book-appointment.ts';
import { addException } from '../use-cases/change-exceptions.ts';
import { nextFreeSlots } from '../use-cases/slots.ts';
import type { UserViewer } from '../viewer.ts';
import { request } from './demo-requests.ts';

const adolescent = 'service-adolescent-psychiatry';
/** Friday afternoons come round within this many free times, of which most are Johan's. */
const looksAt = 80;

/**
 * A Friday afternoon of Elina's with two visits, of which Johan could take over the first: what a sick day would ask about.
 */
export function bookDemoAfternoon(deps: Deps, viewer: (id: string) => UserViewer): void {
  const aino = viewer('user-aino');
  const free = deps.store.read((tx) => {
    const service = services.byId(tx, aino.organisationId, adolescent)!;
    const from = deps.now() + 3 * dayMs;
    return nextFreeSlots(tx, service, deps.now(), looksAt, from).filter(isElinas);
  });
  const date = free[0] && localDateOf(free[0].startsAt);
  const [first, second] = free.filter(({ startsAt }) => localDateOf(startsAt) === date);
  if (!date || !first || !second) return;
  const book = (by: UserViewer, { practitionerId, startsAt }: Slot, content: ReturnType<typeof request>) =>
    bookAppointment(deps, by, {
      ...{ draftId: newId(), serviceId: adolescent, practitionerId, startsAt, content },
    });
  book(aino, first, request('Nuori valvoo yöt pelaten.', 'J.K.', 2011, 'Isä Janne'));
  book(
    viewer('user-pekka'),
    second,
    request('Miten puhua nuoren kanssa viiltelystä?', 'S.O.', 2010, 'Äiti Oona'),
  );
  addException(deps, viewer('user-johan'), 'user-johan', {
    fields: { kind: 'extra', date, from: '13:00', to: '13:45', serviceIds: [adolescent] },
    replaces: null,
  });
}

const isElinas = ({ practitionerId }: Slot) => practitionerId === 'user-elina';
