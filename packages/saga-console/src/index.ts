export type { Authorize, Operator } from './operator.ts';
export { type SagaConsoleOptions, sagaConsole } from './saga-console.ts';
