/** What is to be picked, packed and shipped. */

import { pageOf } from './answers.ts';
import * as warehouse from './generated/fulfilment/fulfilment.msw.ts';
import { aFulfilmentPolicy, aTask } from './samples/fulfilment.ts';

export const fulfilmentHandlers = [
  warehouse.getGetFulfilmentPolicyMockHandler(aFulfilmentPolicy()),
  warehouse.getListTasksMockHandler(pageOf(aTask())),
  warehouse.getCountTasksMockHandler({
    to_pick: 1,
    to_pack: 0,
    to_ship: 0,
    to_hand_over: 0,
    waiting: 0,
    overdue: 0,
  }),
];
