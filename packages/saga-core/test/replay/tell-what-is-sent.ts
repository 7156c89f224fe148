// Temporal compares what a replayed workflow sends by kind, name and id only: a function that gives another argument passes.
// So the workflows that are replayed tell what is in their commands, and the test compares that too.
import { proxySinks, type Sinks, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

export interface SentSinks extends Sinks {
  sent: {
    /** `what` is sent with `content`, which is JSON. */
    note(what: string, content: string): void;
  };
}

const { sent } = proxySinks<SentSinks>();

function note(what: string, content: unknown): void {
  sent.note(what, JSON.stringify(content) ?? 'null');
}

export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      async execute(input, next) {
        const result = await next(input);
        note('result', result);
        return result;
      },
    },
  ],
  outbound: [
    {
      scheduleActivity(input, next) {
        note(input.options.activityId ?? input.activityType, input.args[0]);
        return next(input);
      },
      startChildWorkflowExecution(input, next) {
        note(input.options.workflowId, input.options.args[0]);
        return next(input);
      },
      startTimer(input, next) {
        note('timer', input.durationMs);
        return next(input);
      },
    },
  ],
});
