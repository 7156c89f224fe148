// Counts what passed and failed, for the line that `npm test` ends with: the one line that people and machines read first.
// Whatever failed outside a test counts as one failure, so that a broken import or hook can never look like a pass.
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node';
import type { Tally } from './tally.ts';

export default class ClosingLineReporter implements Reporter {
  #passed = 0;
  #failed = 0;
  readonly #notRun: string[] = [];

  onTestRunStart(): void {
    this.#passed = 0;
    this.#failed = 0;
    this.#notRun.length = 0;
  }

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state === 'passed') this.#passed += 1;
    else if (result.state === 'failed') this.#failed += 1;
    else if (result.state === 'skipped') this.#notRun.push(`${test.fullName}${result.note ? `: ${result.note}` : ''}`);
    this.#tell(false);
  }

  onTestSuiteResult(suite: TestSuite): void {
    this.#addErrors(suite.errors());
  }

  onTestModuleEnd(module: TestModule): void {
    this.#addErrors(module.errors());
  }

  onTestRunEnd(
    _modules: readonly TestModule[],
    unhandledErrors: readonly SerializedError[],
    reason: 'passed' | 'interrupted' | 'failed',
  ): void {
    this.#failed += unhandledErrors.length;
    if (this.#notRun.length > 0) console.log(`not run: ${this.#notRun.length}\n  ${this.#notRun.join('\n  ')}`);
    this.#tell(reason !== 'interrupted');
  }

  #addErrors(errors: readonly unknown[]): void {
    if (errors.length > 0) this.#failed += 1;
    this.#tell(false);
  }

  /** To the process that runs the tests, which says it last of all; without one, when this process ends. */
  #tell(complete: boolean): void {
    const tally: Tally = { passed: this.#passed, failed: this.#failed, complete };
    if (process.send !== undefined) process.send(tally);
    else if (complete) process.once('exit', () => console.log(`${tally.passed} passed, ${tally.failed} failed`));
  }
}
