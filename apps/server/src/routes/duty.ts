import { networkOf } from '../plugins/network.ts';
import {
  chooseNumber,
  markCallBack,
  readDuty,
  setShift,
  settleNumber,
  takeNext,
} from '../use-cases/duty-desk.ts';
import { changeDuty, readManagedDuty, rotateDutyLink } from '../use-cases/manage-duty.ts';
import {
  askCallBack,
  leaveQueue,
  readNumber,
  readPublicQueue,
  readServiceQueue,
  takeNumber,
  takeNumberAsStaff,
} from '../use-cases/take-number.ts';
import type { Handlers } from './route.ts';

export const dutyRoutes: Pick<
  Handlers,
  | 'readManagedDuty'
  | 'changeDuty'
  | 'rotateDutyLink'
  | 'readPublicQueue'
  | 'takeNumber'
  | 'askCallBack'
  | 'readNumber'
  | 'leaveQueue'
  | 'readServiceQueue'
  | 'takeNumberAsStaff'
  | 'readDuty'
  | 'setShift'
  | 'takeNext'
  | 'chooseNumber'
  | 'putBackNumber'
  | 'finishNumber'
  | 'handOverNumber'
  | 'markCallBack'
> = {
  readManagedDuty: ({ deps, viewer, params }) => readManagedDuty(deps, viewer, params.id),
  changeDuty: ({ deps, viewer, params, body }) => changeDuty(deps, viewer, params.id, body),
  rotateDutyLink: ({ deps, viewer, params }) => rotateDutyLink(deps, viewer, params.id),
  readPublicQueue: ({ deps, viewer }) => readPublicQueue(deps, viewer),
  takeNumber: ({ deps, viewer, body, request }) => takeNumber(deps, viewer, body, networkOf(request.ip)),
  askCallBack: ({ deps, viewer, body, request }) => {
    askCallBack(deps, viewer, body, networkOf(request.ip));
    return {};
  },
  readNumber: ({ deps, viewer }) => readNumber(deps, viewer),
  leaveQueue: ({ deps, viewer }) => {
    leaveQueue(deps, viewer);
    return {};
  },
  readServiceQueue: ({ deps, viewer, params }) => readServiceQueue(deps, viewer, params.id),
  takeNumberAsStaff: ({ deps, viewer, params, body }) => takeNumberAsStaff(deps, viewer, params.id, body),
  readDuty: ({ deps, viewer }) => readDuty(deps, viewer),
  setShift: ({ deps, viewer, params, body }) => setShift(deps, viewer, params.id, body.state),
  takeNext: ({ deps, viewer, params }) => takeNext(deps, viewer, params.id),
  chooseNumber: ({ deps, viewer, params, body }) => chooseNumber(deps, viewer, params.id, body),
  putBackNumber: ({ deps, viewer, params }) => settleNumber(deps, viewer, params.id, { type: 'put-back' }),
  finishNumber: ({ deps, viewer, params }) => settleNumber(deps, viewer, params.id, { type: 'finish' }),
  handOverNumber: ({ deps, viewer, params, body }) =>
    settleNumber(deps, viewer, params.id, { type: 'hand-over', to: body.userId }),
  markCallBack: ({ deps, viewer, params, body }) => markCallBack(deps, viewer, params.id, body.done),
};
