export { type AskByMessageOptions, askByMessage } from './activity/async/ask-by-message.ts';
export { type ActivityCompletion, completeByReply, type ReplyResults } from './activity/async/complete-by-reply.ts';
export type { ReplyRejection } from './activity/async/reply-rejection.ts';
export { type ParticipantActivities, participantActivities } from './activity/participant-activities.ts';
export { type RefusalOptions, refusal } from './activity/refusal.ts';
export type { SagaCall, SagaOperation } from './engine/saga-call.ts';
export { sagaHeaders } from './protocol/saga-headers.ts';
