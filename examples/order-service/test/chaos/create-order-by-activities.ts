import { asActivities } from '../../../../packages/saga-core/src/cli/file/as-activities.ts';
import { createOrderSaga } from '../../src/saga/create-order.ts';

/** The example's saga with no call tried locally. */
export const createOrderByActivities = asActivities(createOrderSaga);
