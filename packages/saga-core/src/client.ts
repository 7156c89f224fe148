export type { CallExecution } from './client/history/saga-fact.ts';
export type { ListedSaga, ListedStatus, ListOptions } from './client/list-sagas.ts';
export type { OrphanedSaga, OrphanOptions, UnreadableSaga } from './client/orphans/find-orphans.ts';
export { type HttpBarrierSweepOptions, httpBarrierSweep } from './client/report-ended/http-barrier-sweep.ts';
export type { EndedReport, ReportEndedOptions } from './client/report-ended/report-ended.ts';
export type { ResultOptions } from './client/result-of-saga.ts';
export { SagaClient, type SagaClientOptions, type StartOptions, type UnwindOptions } from './client/saga-client.ts';
export type { AskOptions } from './client/saga-connection.ts';
export type { CancelOptions, SagaHandle } from './client/saga-handle.ts';
export type {
  CallOutcome,
  CallTimeline,
  SagaEnd,
  SagaTimeline,
  SagaUnwinding,
  StepTimeline,
  TimelineEntry,
} from './client/timeline/saga-timeline.ts';
export { type TimelineTextOptions, timelineText } from './client/timeline/timeline-text.ts';
export type { WatchOptions } from './client/watch-saga.ts';
export type { OperatorAction, OperatorDecision } from './engine/decision.ts';
export type { GivenWord } from './engine/given-word.ts';
export type { PreviewedUndo, RollbackPreview } from './engine/rollback-preview.ts';
export type { SagaCause } from './engine/saga-cause.ts';
export type { SagaStatus, StepStatus } from './engine/saga-status.ts';
export type { SagaView, StepView } from './engine/saga-view.ts';
export { AnswerMisfitError } from './errors/answer-misfit-error.ts';
export { DecisionMisfitError } from './errors/decision-misfit-error.ts';
export { type BrokenOffAs, SagaBrokenOffError } from './errors/saga-broken-off-error.ts';
export { type ChildStanding, SagaChildUnsettledError } from './errors/saga-child-unsettled-error.ts';
export { SagaCompensatedError } from './errors/saga-compensated-error.ts';
export { SagaDefinitionUnknownError } from './errors/saga-definition-unknown-error.ts';
export { SagaError, type SagaErrorCode } from './errors/saga-error.ts';
export { SagaIdTakenError } from './errors/saga-id-taken-error.ts';
export { type InputIssue, SagaInputError } from './errors/saga-input-error.ts';
export { SagaIrreversibleError } from './errors/saga-irreversible-error.ts';
export { type ParkedCall, SagaNeedsAttentionError } from './errors/saga-needs-attention-error.ts';
export { SagaNotBrokenOffError } from './errors/saga-not-broken-off-error.ts';
export { SagaNotFoundError } from './errors/saga-not-found-error.ts';
export { SagaUnavailableError } from './errors/saga-unavailable-error.ts';
export { StatusAttributeMissingError } from './errors/status-attribute-missing-error.ts';
export type { BarrierSweep } from './protocol/barrier-sweep.ts';
export type { CancelAnswer } from './protocol/cancel-answer.ts';
