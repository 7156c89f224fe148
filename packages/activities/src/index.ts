export { type ServiceTokenOptions, serviceToken } from './http/service-token.ts';
export { ServiceTokenError, type ServiceTokenErrorCode } from './http/service-token-error.ts';
export { developmentServiceTokenSecret } from './http/service-token-secret.ts';
export { type ServiceCaller, type VerifyServiceTokenOptions, verifyServiceToken } from './http/verify-service-token.ts';
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
export {
  type ChargeArgument,
  type ChargeResult,
  chargeArgument,
  chargeResult,
  type RefundArgument,
  refundArgument,
} from './payment/contract.ts';
export { paymentRefusal } from './payment/refusal-code.ts';
