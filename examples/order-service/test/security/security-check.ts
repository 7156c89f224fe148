import type { ApiStack } from '../api/api-stack.ts';
import type { OrderApiClient } from '../api/order-api-client.ts';

/** What came back, however it was sent. */
export interface SecurityAnswer {
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What a check can use. */
export interface Target {
  readonly stack: ApiStack;
  /** Customer A, to whom `order` belongs. */
  readonly owner: OrderApiClient;
  /** Customer B. */
  readonly stranger: OrderApiClient;
  /** The id of an order of A, CONFIRMED. */
  readonly order: string;
}

/** One thing that somebody bad or careless sends, and what it must get. */
export interface SecurityCheck {
  readonly send: string;
  /** Any of these; 0 where the connection may just be closed. */
  readonly expect: readonly number[];
  /** Orders that it places on its way to what is refused. */
  readonly ordersBefore?: number;
  readonly act: (target: Target) => Promise<SecurityAnswer>;
  /** What must hold beside what holds of every check. */
  readonly also?: (answer: SecurityAnswer, target: Target) => void | Promise<void>;
}

/** A check for each of several inputs. */
export function checksOf<Input>(
  inputs: readonly Input[],
  check: (input: Input) => SecurityCheck,
): readonly SecurityCheck[] {
  return inputs.map(check);
}
