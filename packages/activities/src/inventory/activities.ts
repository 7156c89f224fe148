import type { SagaCall } from 'saga-core/activity';
import { nothingBack } from '../http/nothing-back.ts';
import { type ParticipantClientOptions, participantClient } from '../http/participant-client.ts';
import {
  type CommitArgument,
  commitArgument,
  type ReleaseArgument,
  type ReserveArgument,
  type ReserveResult,
  releaseArgument,
  reserveArgument,
  reserveResult,
} from './contract.ts';

/** What sagas ask of the inventory service. Sagas type their calls from this, without loading what performs them. */
export interface InventoryActivities {
  /** Sets an order's items aside. Refused when there are not enough. */
  reserve(argument: ReserveArgument, call: SagaCall): Promise<ReserveResult>;
  /** Puts them back on the shelf: the undo of `reserve`. */
  release(argument: ReleaseArgument, call: SagaCall): Promise<void>;
  /** Makes what was set aside sold. */
  commit(argument: CommitArgument, call: SagaCall): Promise<void>;
}

const reserve = {
  name: 'reserve',
  path: () => 'reservations',
  argument: reserveArgument,
  result: reserveResult,
};
const release = {
  name: 'release',
  path: ({ orderId }: ReleaseArgument) => `reservations/${orderId}/release`,
  argument: releaseArgument,
  result: nothingBack,
};
const commit = {
  name: 'commit',
  path: ({ orderId }: CommitArgument) => `reservations/${orderId}/commit`,
  argument: commitArgument,
  result: nothingBack,
};

/**
 * The inventory activities, as a worker registers them.
 *
 * @throws {@link ServiceUrlError} and {@link ServiceTokenError} when the options can't work.
 * @example
 * ```ts
 * const inventory = createInventoryActivities({ baseUrl: 'http://127.0.0.1:3002', secret });
 * const worker = await Worker.create({ activities: participantActivities('inventory', inventory), … });
 * ```
 */
export function createInventoryActivities(options: ParticipantClientOptions): InventoryActivities {
  const send = participantClient('inventory', options);
  return {
    reserve: (argument, call) => send(reserve, argument, call),
    release: (argument, call) => send(release, argument, call),
    commit: (argument, call) => send(commit, argument, call),
  };
}
