import { randomInt } from 'node:crypto';
import { nearestName } from '../definition/nearest-name.ts';
import type { ConformanceOperation, ConformanceOptions } from './conformance-options.ts';

type Defaulted = 'rounds' | 'concurrency' | 'timeout' | 'seed' | 'prefix';

/** @internal */
export type CheckedOptions = Omit<ConformanceOptions, 'baseUrl' | Defaulted> &
  Required<Pick<ConformanceOptions, Defaulted>> & { readonly baseUrl: URL };

const optionNames: Record<keyof ConformanceOptions, true> = {
  baseUrl: true,
  operations: true,
  headers: true,
  rounds: true,
  concurrency: true,
  timeout: true,
  seed: true,
  prefix: true,
  signal: true,
  onProgress: true,
};

const operationNames: Record<keyof ConformanceOperation, string> = {
  run: 'function',
  compensate: 'function',
  fence: 'function',
  refuse: 'function',
  refuseCompensation: 'function',
  observe: 'function',
  after: 'object',
  mustSucceed: 'boolean',
};

/** Fills in the defaults. A config file may hold anything, so types are checked too. @throws TypeError that names the input @internal */
export function checkedOptions(options: ConformanceOptions): CheckedOptions {
  requireObject('The options', options);
  requireNames('The options', options, Object.keys(optionNames));
  const { rounds = 20, concurrency = 8, timeout = 10_000, seed = randomInt(2 ** 31), prefix = 'conformance' } = options;
  requireWhole('rounds', rounds, 1, 10_000);
  requireWhole('concurrency', concurrency, 2, 256);
  requireWhole('timeout', timeout, 1, 600_000);
  requireWhole('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (typeof prefix !== 'string' || !/^[A-Za-z0-9._-]{1,50}$/.test(prefix)) {
    throw new TypeError(`prefix is ${shown(prefix)}; give 1 to 50 letters, digits, '.', '_' and '-'.`);
  }
  for (const name of ['headers', 'onProgress'] as const) {
    if (options[name] !== undefined) requireType(name, options[name], 'function');
  }
  requireOperations(options.operations);
  return { ...options, baseUrl: checkedUrl(options.baseUrl), rounds, concurrency, timeout, seed, prefix };
}

function checkedUrl(given: string | URL): URL {
  const url = URL.parse(String(given));
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`baseUrl is no http or https URL; give one such as 'http://127.0.0.1:3002'.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('baseUrl has a user or a password in it; give what proves who you are by `headers`.');
  }
  if (url.search !== '' || url.hash !== '') {
    throw new TypeError('baseUrl has a query or a fragment; paths are put behind it, so give it without.');
  }
  return url;
}

function requireOperations(operations: unknown): void {
  requireObject('operations', operations);
  const entries = Object.entries(operations);
  if (entries.length === 0) throw new TypeError('operations is empty; give at least one, by its step’s name.');
  for (const [name, operation] of entries) requireOperation(name, operation, operations);
}

function requireOperation(name: string, operation: unknown, operations: object): void {
  const where = `operations.${name}`;
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name)) {
    throw new TypeError(`${shown(name)} is no step's name; give a letter and up to 99 letters, digits, '_' and '-'.`);
  }
  requireObject(where, operation);
  requireNames(where, operation, Object.keys(operationNames));
  requireType(`${where}.run`, 'run' in operation ? operation.run : undefined, 'function');
  for (const [part, value] of Object.entries(operation)) {
    if (value !== undefined) requireType(`${where}.${part}`, value, operationNames[part as keyof ConformanceOperation]);
  }
  const { after = [], mustSucceed, compensate, refuseCompensation } = operation as ConformanceOperation;
  if (mustSucceed && compensate) {
    throw new TypeError(`${where} has both mustSucceed and compensate; nothing behind the pivot is ever undone.`);
  }
  if (refuseCompensation && !compensate) throw new TypeError(`${where} has refuseCompensation and no compensate.`);
  requireAfter(name, after, operations as Readonly<Record<string, ConformanceOperation>>);
}

/** What comes before it, and what comes before that, must be there, and must not come back to it. */
function requireAfter(
  name: string,
  after: readonly string[],
  operations: Readonly<Record<string, ConformanceOperation>>,
  path: readonly string[] = [name],
): void {
  if (!Array.isArray(after)) throw new TypeError(`operations.${name}.after is no list of operations' names.`);
  for (const earlier of after) {
    const operation = operations[earlier];
    if (operation === undefined) {
      throw new TypeError(`operations.${name}.after names ${shown(earlier)}, which is not among operations.`);
    }
    if (path.includes(earlier))
      throw new TypeError(`operations.${name}.after comes back to '${earlier}': no saga can begin there.`);
    requireAfter(earlier, operation.after ?? [], operations, [...path, earlier]);
  }
}

function requireObject(where: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${where} must be an object, not ${shown(value)}.`);
  }
}

function requireNames(where: string, value: object, known: readonly string[]): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = nearestName(unknown, known);
  throw new TypeError(
    `${where} has '${unknown}', which there is not${meant === undefined ? '' : `; did you mean '${meant}'?`} There are ${known.join(', ')}.`,
  );
}

function requireType(where: string, value: unknown, type: string): void {
  if (typeof value !== type) throw new TypeError(`${where} must be a ${type}, not ${shown(value)}.`);
}

function requireWhole(name: string, value: unknown, least: number, most: number): void {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new TypeError(`${name} is ${shown(value)}; give a whole number from ${least} to ${most}.`);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
