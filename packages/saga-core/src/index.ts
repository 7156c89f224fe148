export { type AnyCall, type Call, type Nothing, nothing } from './definition/call.ts';
export type { AttemptOptions, MustSucceedOptions } from './definition/call-policy.ts';
export type {
  CompensateContext,
  FenceContext,
  FlowContext,
  ItemScope,
  OutputContext,
  ProbeContext,
  RunContext,
} from './definition/context.ts';
export { type DefinitionChange, type DefinitionDiff, diff } from './definition/diff/diff.ts';
export type { NoticedUntil } from './definition/diff/in-flight.ts';
export type { Duration } from './definition/duration.ts';
export type { FenceAnswer } from './definition/fence-answer.ts';
export type { Flow, FlowNode, ForEachNode, ParallelNode, WhenNode } from './definition/flow.ts';
export type { ParallelBuilder, ParallelRetriableBuilder } from './definition/parallel-builder.ts';
export { type Participant, type ParticipantOptions, participant } from './definition/participant.ts';
export type { ProbeAnswer } from './definition/probe-answer.ts';
export type { RetryOptions } from './definition/retry-policy.ts';
export { type SagaOptions, type SagaSchemaOptions, saga } from './definition/saga.ts';
// `Empty`, `Named` and `ByItem` are in the types of a saga that one exports: without them a declaration of it can't be written.
export type { Empty, PivotedBuilder, SagaBuilder } from './definition/saga-builder.ts';
export type {
  AnySaga,
  Execution,
  InputOf,
  OutputOf,
  ResultsOf,
  SagaDefinition,
  Unwind,
} from './definition/saga-definition.ts';
export type { StepDefinition } from './definition/step.ts';
export type {
  ByItem,
  ForEachOptions,
  MustSucceedStepOptions,
  Named,
  PivotOptions,
  StepOptions,
  WaitForOptions,
} from './definition/step-methods.ts';
export type { OnDoubt, PolicyDefaults, RunPolicyOptions, StepPolicyOptions } from './definition/step-options.ts';
export type { CallRun, ChildRun, StepRun, StepUndo, WordRun } from './definition/step-run.ts';
export { type Word, word } from './definition/word.ts';
export type { Doubt, Outcome, Refused } from './engine/outcome.ts';
export type { SagaCause } from './engine/saga-cause.ts';
export { SagaDefinitionError, type SagaDefinitionErrorCode } from './errors/saga-definition-error.ts';
export type { Accepted } from './inspection/accepted.ts';
export { describeDiff } from './inspection/describe-diff.ts';
export { describeFindings } from './inspection/describe-findings.ts';
export type { Finding } from './inspection/finding.ts';
export type { FindingRule } from './inspection/finding-rule.ts';
export { type MermaidOptions, toMermaid } from './inspection/mermaid/to-mermaid.ts';
export { type RollbackCall, type RollbackPath, rollbackPaths } from './inspection/rollback-paths.ts';
export { type VerifyOptions, verify } from './inspection/verify.ts';
