// The recorded sagas after somebody changed one function of each and forgot to raise the version: replay.test.ts must notice.
// Their fingerprints are those of the recorded ones, since functions can't be compared.
import type { AnySaga, FlowNode } from 'saga-core';
import { sagaWorkflow } from 'saga-core/workflow';
import { stepsOf } from '../../src/definition/flow.ts';
import * as sagas from './recorded-sagas.ts';

/** The definition with some nodes of its flow changed. */
function changed(saga: AnySaga, change: (node: FlowNode) => FlowNode): AnySaga {
  const flow = saga.flow.map(change);
  return Object.freeze({ ...saga, flow, steps: stepsOf(flow) });
}

// An argument: Temporal itself would not notice.
export const trip = sagaWorkflow(
  changed(sagas.tripSaga, (node) => {
    if (!('run' in node) || node.name !== 'chargeCard' || node.run.kind !== 'call') return node;
    const call = { ...node.run.call, argument: () => ({ room: 'another' }) };
    return { ...node, run: { ...node.run, call } };
  }),
);

// What a call is undone with: a local try of its run leaves no argument in history.
export const adaptiveTrip = sagaWorkflow(
  changed(sagas.adaptiveTripSaga, (node) => {
    if (node.kind !== 'compensatable' || node.name !== 'reserveRoom' || node.undo.kind !== 'call') return node;
    const call = { ...node.undo.call, argument: () => ({ room: 'another' }) };
    return { ...node, undo: { ...node.undo, call } };
  }),
);

// A condition.
export const tour = sagaWorkflow(
  changed(sagas.tourSaga, (node) =>
    node.kind === 'when' ? { ...node, condition: (context: never) => !node.condition(context) } : node,
  ),
);

// The items' keys.
export const longTour = sagaWorkflow(
  changed(sagas.longTourSaga, (node) =>
    node.kind === 'forEach' ? { ...node, key: (item: string) => `the ${item}` } : node,
  ),
);

// A child's input.
export const parent = sagaWorkflow(
  changed(sagas.parentSaga, (node) =>
    'run' in node && node.run.kind === 'saga'
      ? { ...node, run: { ...node.run, input: () => ({ tripId: 'another' }) } }
      : node,
  ),
);

// What the saga gives.
export const createOrder = sagaWorkflow({ ...sagas.createOrderBefore, output: () => ({ orderId: 'another' }) });

// These have not changed.
export const hurriedTrip = sagaWorkflow(sagas.hurriedTripSaga);
export const parkingTrip = sagaWorkflow(sagas.parkingTripSaga);
export const room = sagaWorkflow(sagas.roomSaga);
