/**
 * The names by which a saga's workflow and its callers meet. They are part of every saga in flight and never change.
 * They live apart from both, because a client must not load workflow code.
 */
export const statusQueryName = 'status';
export const cancelUpdateName = 'cancel';
export const resolveUpdateName = 'resolve';

/** The `type` of the failure with which a compensated saga's workflow closes; its first detail is the cause. */
export const compensatedType = 'saga-core/compensated';

/** The memo field with the factor for all timeouts of one saga. */
export const timeoutScaleMemo = 'sagaTimeoutScale';

/** The `type` of the failure by which an update's validator refuses a decision. */
export const decisionMisfitType = 'saga-core/decisionMisfit';
