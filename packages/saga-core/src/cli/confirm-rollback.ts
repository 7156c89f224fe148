import { createInterface } from 'node:readline/promises';
import type { SagaHandle } from '../client/saga-handle.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import { leave } from './leave.ts';
import type { Report } from './report.ts';
import { previewLines } from './view/preview-lines.ts';

/** The step that did not happen, by a person's word, and whether it is said already that its saga is to be turned back. */
export interface TurningBack {
  readonly step: string;
  readonly isSaid: boolean;
}

/**
 * Shows what turning a saga back would undo, and asks whether that is meant. With `isSaid` it was said already, and is not asked.
 *
 * @throws {@link CliError} `CONFIRMATION_MISSING` where nobody can be asked: a script, a pipe
 */
export async function confirmRollback(
  report: Report,
  saga: SagaHandle<unknown>,
  { step, isSaid }: TurningBack,
): Promise<boolean> {
  report.note((await whatIsUndone(saga, step)).join('\n'));
  if (isSaid) return true;
  if (report.isJson || !process.stdin.isTTY || !process.stderr.isTTY)
    throw new CliError(
      'CONFIRMATION_MISSING',
      'This turns the saga back, and there is nobody to ask whether that is meant. Nothing was decided; say --yes.',
    );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.on('SIGINT', () => leave(exitCodes.interrupted));
  try {
    const answer = await terminal.question('Turn the saga back? Type yes: ');
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    terminal.close();
  }
}

// While the pivot is out, a preview says that nothing would be undone. This decision says that the pivot did not happen.
async function whatIsUndone(saga: SagaHandle<unknown>, step: string): Promise<readonly string[]> {
  const preview = await saga.rollbackPreview();
  if (preview.kind === 'ended') return previewLines(preview);
  // The preview takes the step for one in doubt; what is known not to have happened is not undone.
  if (preview.kind === 'undo')
    return previewLines({ ...preview, calls: preview.calls.filter((call) => call.step !== step) });
  const { steps } = await saga.status();
  const done = steps.filter(({ status }) => status === 'applied').map(({ name }) => name);
  return [
    `If pivot '${preview.pivot}' did not happen, these steps are undone, where there is something to undo: ${done.toReversed().join(', ')}.`,
  ];
}
