export { argumentOf, resultOf } from './contract-check.ts';
export type { ParticipantClientOptions } from './http/participant-client.ts';
export { participantInDoubt } from './http/participant-in-doubt.ts';
export { type ServiceTokenOptions, serviceToken } from './http/service-token.ts';
export { ServiceTokenError, type ServiceTokenErrorCode } from './http/service-token-error.ts';
export { developmentServiceTokenSecret } from './http/service-token-secret.ts';
export { ServiceUrlError } from './http/service-url-error.ts';
export type { TraceContext } from './http/trace-context.ts';
export { type ServiceCaller, type VerifyServiceTokenOptions, verifyServiceToken } from './http/verify-service-token.ts';
export { createInventoryActivities, type InventoryActivities } from './inventory/activities.ts';
export {
  type CommitArgument,
  commitArgument,
  type ReleaseArgument,
  type ReserveArgument,
  type ReserveResult,
  releaseArgument,
  reserveArgument,
  reserveResult,
} from './inventory/contract.ts';
export { inventoryRefusal } from './inventory/refusal-code.ts';
export { createOrderActivities, type OrderActivities } from './order/activities.ts';
export {
  type CancelOrderArgument,
  type ConfirmOrderArgument,
  type CreateOrderArgument,
  type CreateOrderResult,
  cancelOrderArgument,
  confirmOrderArgument,
  createOrderArgument,
  createOrderResult,
} from './order/contract.ts';
export { payloadEncryptionSetting } from './payload-encryption-setting.ts';
export { createPaymentActivities, type PaymentActivities } from './payment/activities.ts';
export {
  type ChargeArgument,
  type ChargeResult,
  chargeArgument,
  chargeResult,
  type RefundArgument,
  refundArgument,
} from './payment/contract.ts';
export { paymentRefusal } from './payment/refusal-code.ts';
