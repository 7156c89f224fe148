import { createInterface } from 'node:readline/promises';
import type { SagaHandle } from '../client/saga-handle.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { Report } from './report.ts';
import { previewLines } from './view/preview-lines.ts';

/**
 * Shows what turning a saga back would undo, and asks whether that is meant. With `isSaid` it was said already, and is not asked.
 *
 * @throws {@link CliError} `CONFIRMATION_MISSING` where nobody can be asked: a script, a pipe
 */
export async function confirmRollback(report: Report, saga: SagaHandle<unknown>, isSaid: boolean): Promise<boolean> {
  report.note((await whatIsUndone(saga)).join('\n'));
  if (isSaid) return true;
  if (report.isJson || !process.stdin.isTTY || !process.stderr.isTTY)
    throw new CliError(
      'CONFIRMATION_MISSING',
      'This turns the saga back, and there is nobody to ask whether that is meant. Nothing was decided; say --yes.',
    );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.on('SIGINT', () => process.exit(exitCodes.interrupted));
  try {
    const answer = await terminal.question('Turn the saga back? Type yes: ');
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    terminal.close();
  }
}

// While the pivot is out, a preview says that nothing would be undone. This decision says that the pivot did not happen.
async function whatIsUndone(saga: SagaHandle<unknown>): Promise<readonly string[]> {
  const preview = await saga.rollbackPreview();
  if (preview.kind !== 'irreversible') return previewLines(preview);
  const { steps } = await saga.status();
  const done = steps.filter(({ status }) => status === 'applied').map(({ name }) => name);
  return [
    `If pivot '${preview.pivot}' did not happen, these steps are undone, where there is something to undo: ${done.toReversed().join(', ')}.`,
  ];
}
