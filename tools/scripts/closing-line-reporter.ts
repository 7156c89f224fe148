// Counts what passed and failed, for the line that `npm test` ends with: the one line that people and machines read first.
// Whatever failed outside a test counts as one failure, so that a broken import or hook can never look like a pass.
// Just before it says what was not run and what failed: of a long log, often only the end is kept.
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node';
import type { Tally } from './tally.ts';

export default class ClosingLineReporter implements Reporter {
  #passed = 0;
  #left = 0;
  readonly #notRun: string[] = [];
  readonly #atSecondTry: string[] = [];
  readonly #failures: string[] = [];

  onTestRunStart(): void {
    this.#passed = 0;
    this.#left = 0;
    this.#notRun.length = 0;
    this.#atSecondTry.length = 0;
    this.#failures.length = 0;
  }

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state === 'passed') this.#addPass(test, result.errors);
    else if (result.state === 'failed') this.#addFailure(test, result.errors);
    else if (result.state === 'skipped' && result.note) this.#notRun.push(`${test.fullName}: ${result.note}`);
    else if (result.state === 'skipped' && test.tags.includes('long')) this.#left += 1;
    else if (result.state === 'skipped') this.#notRun.push(test.fullName);
    this.#tell(false);
  }

  onTestSuiteResult(suite: TestSuite): void {
    this.#addErrors(suite, suite.errors());
  }

  onTestModuleEnd(module: TestModule): void {
    this.#addErrors(module, module.errors());
  }

  onTestRunEnd(
    _modules: readonly TestModule[],
    unhandledErrors: readonly SerializedError[],
    reason: 'passed' | 'interrupted' | 'failed',
  ): void {
    for (const error of unhandledErrors) this.#addFailure(undefined, [error]);
    if (this.#left > 0) this.#notRun.push(`${this.#left} that only \`npm test -- --all\` plays`);
    if (this.#notRun.length > 0) console.log(`not run:\n  ${this.#notRun.join('\n  ')}`);
    if (this.#atSecondTry.length > 0) console.log(`passed at the second try:\n  ${this.#atSecondTry.join('\n  ')}`);
    if (this.#failures.length > 0) console.log(`failed:\n  ${this.#failures.join('\n  ')}`);
    this.#tell(reason !== 'interrupted');
  }

  /** A pass is a pass, but a test that failed before it has something to tell. */
  #addPass(test: TestCase, errors: readonly SerializedError[] | undefined): void {
    this.#passed += 1;
    if (errors !== undefined && errors.length > 0) this.#atSecondTry.push(told(test, errors));
  }

  #addErrors(where: TestSuite | TestModule, errors: readonly SerializedError[]): void {
    if (errors.length > 0) this.#addFailure(where, errors);
    this.#tell(false);
  }

  /** One failure, however many errors it has. */
  #addFailure(where: TestCase | TestSuite | TestModule | undefined, errors: readonly SerializedError[]): void {
    this.#failures.push(told(where, errors));
  }

  /** To the process that runs the tests, which says it last of all; without one, when this process ends. */
  #tell(complete: boolean): void {
    const tally: Tally = { passed: this.#passed, failed: this.#failures.length, complete };
    if (process.send !== undefined) process.send(tally);
    else if (complete) process.once('exit', () => console.log(`${tally.passed} passed, ${tally.failed} failed`));
  }
}

/** Where it went wrong, and how. */
function told(where: TestCase | TestSuite | TestModule | undefined, [error]: readonly SerializedError[]): string {
  return `${nameOf(where)}: ${gist(error?.message ?? '')}`;
}

function nameOf(where: TestCase | TestSuite | TestModule | undefined): string {
  if (where === undefined) return 'outside a test';
  if (where.type === 'module') return where.relativeModuleId;
  return `${where.module.relativeModuleId} > ${where.fullName}`;
}

/** The first line of a message, if it is not too long. */
function gist(message: string): string {
  const [line = ''] = stripVTControlCharacters(message).split('\n');
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
