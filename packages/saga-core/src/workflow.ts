export { type SagaWorkflow, sagaWorkflow } from './workflow/saga-workflow.ts';
