export { type SagaWorkflow, type SagaWorkflowOptions, sagaWorkflow } from './workflow/saga-workflow.ts';
