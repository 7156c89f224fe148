/**
 * The names by which a saga's workflow and its callers meet. They are part of every saga in flight and never change.
 * They live apart from both, because a client must not load workflow code.
 */
export const statusQueryName = 'status';
export const rollbackPreviewQueryName = 'rollbackPreview';
export const cancelUpdateName = 'cancel';
export const resolveUpdateName = 'resolve';
/** Somebody's word to a step that waits for one (`waitFor`). */
export const answerUpdateName = 'answer';

/** The `type` of the failure with which a compensated saga's workflow closes; its first detail is the cause. */
export const compensatedType = 'saga-core/compensated';

/** The memo field with the factor for all timeouts of one saga. */
export const timeoutScaleMemo = 'sagaTimeoutScale';

/** The memo field with about how many events a run may have before the saga goes on in another, where that is counted. For tests. */
export const longestRunMemo = 'sagaLongestRun';

/** The memo field with the fingerprint of the definition that a saga was started with, and keeps. */
export const fingerprintMemo = 'sagaFingerprint';

/** The memo field that says that the namespace knows the search attribute {@link statusAttribute}, and when it is written. */
export const statusAttributeMemo = 'sagaStatusAttribute';

/** Its value: a saga that unwinds says so after a while, as most have ended by then. With `true` it says so at once. */
export const statusIsWrittenLate = 2;

/** The search attribute (a keyword) by which sagas in trouble are found. Written only when something goes wrong. */
export const statusAttribute = 'SagaStatus';

/** The name in history of the pause of a call that waits for the next workflow task, because this one is full. */
export const roomTimerName = 'room';

/** The `type` of the failure by which an update's validator refuses a decision. */
export const decisionMisfitType = 'saga-core/decisionMisfit';

/** The `type` of the failure by which an update's validator refuses whatever comes at a bad moment; it is to be sent again. */
export const busyType = 'saga-core/busy';

/** The `type` of the failure by which an update's validator refuses a word to a waiting step. */
export const answerMisfitType = 'saga-core/answerMisfit';
