export type { SagaCall, SagaOperation } from './engine/saga-call.ts';
export type { AppliedRun } from './participant/admit-compensation.ts';
export { type Barrier, type BarrierOptions, barrier, barrierWithin, type CallHandlers } from './participant/barrier.ts';
export { type BarrierSweepOptions, barrierSweep } from './participant/barrier-sweep.ts';
export { BarrierTableError } from './participant/barrier-table-error.ts';
export type { AppliedAnswer, CallAnswer, FenceAnswer, RefusedAnswer } from './participant/call-answer.ts';
export { CallInProgressError } from './participant/call-in-progress-error.ts';
export { checkBarrierTable } from './participant/check-barrier-table.ts';
export {
  type FollowFeedOptions,
  type Following,
  type FollowObserver,
  followFeed,
} from './participant/inbox/follow-feed.ts';
export { type Inbox, type InboxObserver, type InboxOptions, inbox } from './participant/inbox/inbox.ts';
export { inboxSchema } from './participant/inbox/inbox-schema.ts';
export {
  type RabbitConsumerOptions,
  type RabbitObserver,
  rabbitConsumer,
} from './participant/inbox/rabbit-consumer.ts';
export { type RabbitSubscriptionOptions, rabbitSubscription } from './participant/inbox/rabbit-subscription.ts';
export {
  type AnswerMessagesOptions,
  answerMessages,
  type MessageHandlers,
} from './participant/messages/answer-messages.ts';
export { type FollowRepliesOptions, followReplies } from './participant/messages/follow-replies.ts';
export { inboxEndpoint } from './participant/messages/inbox-endpoint.ts';
export type { SagaReply, SagaRequest } from './participant/messages/message.ts';
export { type CloudEvent, readCloudEvent } from './participant/outbox/cloud-event.ts';
export type { EventBacklog } from './participant/outbox/event-backlog.ts';
export type { EventFeed, FeedPage, FeedReading } from './participant/outbox/event-feed.ts';
export { EventMalformedError } from './participant/outbox/event-malformed-error.ts';
export type { EventPublisher } from './participant/outbox/event-publisher.ts';
export { EventRejectedError } from './participant/outbox/event-rejected-error.ts';
export { EventTablesMissingError } from './participant/outbox/event-tables-missing-error.ts';
export { type FeedEndpointOptions, feedEndpoint } from './participant/outbox/feed-endpoint.ts';
export { FeedPositionLostError } from './participant/outbox/feed-position-lost-error.ts';
export { type HttpFeedOptions, httpFeed } from './participant/outbox/http-feed.ts';
export { type NewEvent, type Outbox, type OutboxOptions, outbox } from './participant/outbox/outbox.ts';
export { outboxSchema } from './participant/outbox/outbox-schema.ts';
export type { ParkedEvent, ParkedEvents } from './participant/outbox/parked-events.ts';
export { type PostgresFeed, type PostgresFeedOptions, postgresFeed } from './participant/outbox/postgres-feed.ts';
export type { ConnectRabbit } from './participant/outbox/rabbit-connection.ts';
export {
  type RabbitPublisher,
  type RabbitPublisherOptions,
  rabbitPublisher,
} from './participant/outbox/rabbit-publisher.ts';
export { type Relay, type RelayObserver, type RelayOptions, relay } from './participant/outbox/relay.ts';
export type { RetryPolicy } from './participant/outbox/settle-event.ts';
export { type IncomingHeaders, readSagaHeaders } from './participant/read-saga-headers.ts';
export { Refusal } from './participant/refusal.ts';
export { RefusalMalformedError } from './participant/refusal-malformed-error.ts';
export { ResultNotJsonError } from './participant/result-not-json-error.ts';
export { type SagaEndpoint, sagaEndpoint } from './participant/saga-endpoint.ts';
export { SagaHeaderError } from './participant/saga-header-error.ts';
export { participantSchema } from './participant/schema.ts';
export { sweepEndpoint } from './participant/sweep-endpoint.ts';
export type { Transaction } from './participant/transaction.ts';
export { TransactionLostError } from './participant/transaction-lost-error.ts';
export { WrongOperationError } from './participant/wrong-operation-error.ts';
export type { BarrierSweep } from './protocol/barrier-sweep.ts';
export { sagaHeaders } from './protocol/saga-headers.ts';
