import { randomUUID } from 'node:crypto';

/** What would make the demo another than it is: other keys, limits or timeouts, and being in production. */
const notForTheDemo = /^(JWT_.*|NODE_ENV|HOST|RATE_LIMIT_.*|MAX_.*|TRUST_PROXY|SAGA_TIMEOUT_SCALE|STACK_ENV_FILE)$/;

/** The environment of the demo's processes: development tokens, the default limits, and a task queue that nobody else serves. */
export function demoEnvironment(environment: NodeJS.ProcessEnv, { messages = false } = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !notForTheDemo.test(name));
  return {
    ...Object.fromEntries(kept),
    TEMPORAL_TASK_QUEUE: `orders-demo-${randomUUID()}`,
    ...(messages && { INVENTORY_RESERVE_BY: 'message' }),
  };
}
