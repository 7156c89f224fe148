// Prints `N passed, N failed` as the run's last line, alone on it: the one line that people and machines read first.
// A file that could not even be loaded counts as one failure, so that a broken import can never look like a pass.
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    let skipped = 0;
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else skipped += 1;
      }
    }
    // After the default reporter's own summary, which is written in the same tick.
    process.once('exit', () => {
      if (skipped > 0) console.log(`not run: ${skipped} (each says above why, and the command that makes it run)`);
      console.log(`${passed} passed, ${failed} failed`);
    });
  }
}
