import { SagaError } from './saga-error.ts';

/** How a child saga stands whose end is not known: it goes on, is being unwound from outside, or was broken off itself. */
export type ChildStanding = 'open' | 'unwinding' | 'brokenOff';

const remedies: Readonly<Record<ChildStanding, (child: string) => string>> = {
  open: (child) => `its child saga '${child}' is open: cancel that one or wait for its end`,
  unwinding: (child) => `its child saga '${child}' is being unwound: wait for the end of that`,
  brokenOff: (child) => `its child saga '${child}' was broken off itself: unwind that one first (SagaClient.unwind)`,
};

/** The saga was broken off, and what a child saga of it leaves behind is not known yet. Nothing was started. */
export class SagaChildUnsettledError extends SagaError {
  override readonly name = 'SagaChildUnsettledError';
  readonly code = 'SAGA_CHILD_UNSETTLED';
  /** The child's id. */
  readonly child: string;
  readonly childIs: ChildStanding;

  constructor(sagaId: string, child: string, childIs: ChildStanding, options?: ErrorOptions) {
    super(
      sagaId,
      `Saga '${sagaId}' can't be unwound yet, because ${remedies[childIs](child)}, then ask again.`,
      options,
    );
    this.child = child;
    this.childIs = childIs;
  }
}
