import { decideAbsence, readAbsence } from '../use-cases/absence.ts';
import { signAnswer, writeAnswer } from '../use-cases/answer.ts';
import { bookAmongOthers } from '../use-cases/book-appointment.ts';
import {
  cancelAppointment,
  markNoShow,
  moveAppointment,
  renewLink,
} from '../use-cases/change-appointment.ts';
import { lookAtMove } from '../use-cases/look-at-time.ts';
import { remindForms } from '../use-cases/remind-forms.ts';
import { assignCaseSlot, cutCaseSlots, readCaseSlots } from '../use-cases/case-slots.ts';
import { declineVisit, listSubstitutes } from '../use-cases/leave-visit.ts';
import { inviteColleagues, takeOutColleague } from '../use-cases/visit-colleagues.ts';
import { setInterpreter } from '../use-cases/set-interpreter.ts';
import { keepApart } from '../use-cases/keep-apart.ts';
import { inviteGuest, takeOutGuest } from '../use-cases/visit-guests.ts';
import { listMoveTimes } from '../use-cases/free-week.ts';
import { listAppointments } from '../use-cases/list-appointments.ts';
import { myDay } from '../use-cases/my-day.ts';
import { calendarForUser, readAppointment } from '../use-cases/read-appointment.ts';
import { waitsForMe } from '../use-cases/waits-for-me.ts';
import { sendCalendar } from './calendar-reply.ts';
import type { Handlers } from './route.ts';
import type { SystemDeps } from './system.ts';

const nothing = {};

export const appointmentRoutes = ({
  isOnline,
}: SystemDeps): Pick<
  Handlers,
  | 'bookAppointment'
  | 'listAppointments'
  | 'readAppointment'
  | 'appointmentCalendar'
  | 'cancelAppointment'
  | 'moveAppointment'
  | 'listMoveTimes'
  | 'lookAtMove'
  | 'readAbsence'
  | 'decideAbsence'
  | 'readCaseSlots'
  | 'cutCaseSlots'
  | 'assignCaseSlot'
  | 'markNoShow'
  | 'renewLink'
  | 'keepApart'
  | 'setInterpreter'
  | 'inviteGuest'
  | 'takeOutGuest'
  | 'inviteColleagues'
  | 'takeOutColleague'
  | 'listSubstitutes'
  | 'declineVisit'
  | 'remindForms'
  | 'writeAnswer'
  | 'signAnswer'
  | 'myDay'
  | 'waitsForMe'
> => ({
  bookAppointment: async ({ deps, viewer, body, reply }) => {
    const { appointmentId, isNew } = await bookAmongOthers(deps, viewer, body);
    reply.status(isNew ? 201 : 200);
    return { appointmentId };
  },
  listAppointments: ({ deps, viewer, query }) => listAppointments(deps, viewer, query),
  readAppointment: ({ deps, viewer, params }) => readAppointment(deps, viewer, params.id),
  appointmentCalendar: ({ deps, viewer, params, reply }) =>
    sendCalendar(reply, calendarForUser(deps, viewer, params.id)),
  cancelAppointment: ({ deps, viewer, params, body }) => {
    cancelAppointment(deps, viewer, params.id, body);
    return nothing;
  },
  moveAppointment: ({ deps, viewer, params, body }) => {
    moveAppointment(deps, viewer, params.id, body);
    return nothing;
  },
  listMoveTimes: ({ deps, viewer, params, query }) => listMoveTimes(deps, viewer, params.id, query.week),
  lookAtMove: ({ deps, viewer, params, body }) => lookAtMove(deps, viewer, params.id, body),
  readAbsence: ({ deps, viewer, params, query }) => readAbsence(deps, viewer, params.id, query.date),
  decideAbsence: ({ deps, viewer, params, body }) => decideAbsence(deps, viewer, params.id, body),
  readCaseSlots: ({ deps, viewer, params }) => readCaseSlots(deps, viewer, params.id),
  cutCaseSlots: ({ deps, viewer, params, body }) => cutCaseSlots(deps, viewer, params.id, body.minutes),
  assignCaseSlot: ({ deps, viewer, params, body }) =>
    assignCaseSlot(deps, viewer, params.id, Number(params.index), body),
  markNoShow: ({ deps, viewer, params }) => {
    markNoShow(deps, viewer, params.id);
    return nothing;
  },
  renewLink: ({ deps, viewer, params, body }) => {
    renewLink(deps, viewer, params.id, params.participantId, body.to);
    return nothing;
  },
  keepApart: ({ deps, viewer, params, body }) => {
    keepApart(deps, viewer, params.id, params.participantId, body);
    return nothing;
  },
  setInterpreter: ({ deps, viewer, params, body }) => {
    setInterpreter(deps, viewer, params.id, params.participantId, body.languages);
    return nothing;
  },
  inviteGuest: ({ deps, viewer, params, body }) => {
    inviteGuest(deps, viewer, params.id, body);
    return nothing;
  },
  inviteColleagues: ({ deps, viewer, params, body }) => {
    inviteColleagues(deps, viewer, params.id, body);
    return {};
  },
  takeOutColleague: ({ deps, viewer, params }) => {
    takeOutColleague(deps, viewer, params.id, params.participantId);
    return {};
  },
  listSubstitutes: ({ deps, viewer, params }) => listSubstitutes(deps, viewer, params.id),
  declineVisit: ({ deps, viewer, params, body }) => {
    declineVisit(deps, viewer, params.id, body);
    return {};
  },
  takeOutGuest: ({ deps, viewer, params }) => {
    takeOutGuest(deps, viewer, params.id, params.participantId);
    return nothing;
  },
  remindForms: ({ deps, viewer, params }) => remindForms(deps, viewer, params.id),
  writeAnswer: ({ deps, viewer, params, body }) => writeAnswer(deps, viewer, params.id, body),
  signAnswer: ({ deps, viewer, params, body }) => {
    signAnswer(deps, viewer, params.id, body);
    return nothing;
  },
  myDay: ({ deps, viewer, query }) => myDay(deps, viewer, query.date, isOnline),
  waitsForMe: ({ deps, viewer }) => waitsForMe(deps, viewer),
});
