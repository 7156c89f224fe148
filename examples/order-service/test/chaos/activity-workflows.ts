// What a worker of these tests runs instead of its own workflows. It is bundled: nothing of Node may be imported here.
import { sagaWorkflow } from 'saga-core/workflow';
import { createOrderByActivities } from './create-order-by-activities.ts';

export const createOrder = sagaWorkflow(createOrderByActivities);
