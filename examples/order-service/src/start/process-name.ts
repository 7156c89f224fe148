import { fileURLToPath } from 'node:url';

/** The processes of the example, in the order in which they are started. */
export const processNames = ['stack', 'order', 'inventory', 'payment', 'notification', 'worker', 'api'] as const;

export type ProcessName = (typeof processNames)[number];

/** Those that answer HTTP: all but the stack. */
export type HttpProcessName = Exclude<ProcessName, 'stack'>;

export const serviceNames = ['order', 'inventory', 'payment', 'notification'] as const;

/** What people call each. */
export const processLabels: Readonly<Record<ProcessName, string>> = {
  stack: 'stack',
  order: 'order service',
  inventory: 'inventory service',
  payment: 'payment service',
  notification: 'notification service',
  worker: 'worker',
  api: 'order API',
};

const entries: Readonly<Record<ProcessName, string>> = {
  stack: 'tools/local-stack/src/main.ts',
  order: 'examples/order-service/src/services/order/main.ts',
  inventory: 'examples/order-service/src/services/inventory/main.ts',
  payment: 'examples/order-service/src/services/payment/main.ts',
  notification: 'examples/order-service/src/services/notification/main.ts',
  worker: 'workers/src/main.ts',
  api: 'examples/order-service/src/api/main.ts',
};

/** The variable by which others find each process. Nobody calls the worker. */
export const urlVariables: Readonly<Partial<Record<ProcessName, string>>> = {
  order: 'ORDER_SERVICE_URL',
  inventory: 'INVENTORY_SERVICE_URL',
  payment: 'PAYMENT_SERVICE_URL',
  notification: 'NOTIFICATION_SERVICE_URL',
  api: 'ORDER_API_URL',
};

/** The project's folder, whatever the current one is. */
export const projectFolder = fileURLToPath(new URL('../../../..', import.meta.url));

/** What Node is given to run a process: the same as its `npm run start:…`, and the watch over its parent. */
export function nodeArguments(name: ProcessName): string[] {
  const fromSource = import.meta.url.endsWith('.ts');
  const entry = fromSource ? entries[name] : entries[name].replace('/src/', '/dist/').replace(/\.ts$/, '.js');
  const watch = new URL(fromSource ? './end-with-parent.ts' : './end-with-parent.js', import.meta.url);
  return [
    ...(fromSource ? ['--conditions=@saga/source'] : []),
    `--import=${watch.href}`,
    fileURLToPath(new URL(`../../../../${entry}`, import.meta.url)),
  ];
}
