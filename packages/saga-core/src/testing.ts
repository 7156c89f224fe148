export { type ExploreOptions, type ExploreReport, explore, type Progress, type Violation } from './testing/explore.ts';
export type { Invariant, Invariants, SagaView } from './testing/invariant.ts';
export type { Faults, Limits } from './testing/limits.ts';
export { ModelError } from './testing/model-error.ts';
export type { ChildEnding, ExploredDecision, Move, Schedule } from './testing/move.ts';
export { type Effect, type ModelCall, type ParticipantModel, participantModel } from './testing/participant-model.ts';
export type { SagaSetup } from './testing/saga-setup.ts';
export { type SimulatedCall, type SimulateOptions, type Simulation, simulate } from './testing/simulate.ts';
