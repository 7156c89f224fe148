import { asActivities } from '../../../../tools/scripts/explore/as-activities.ts';
import { createOrderSaga } from '../../src/saga/create-order.ts';

/** The example's saga with no call tried locally. */
export const createOrderByActivities = asActivities(createOrderSaga);
