import { type Command, Option } from 'commander';
import type { SagaHandle } from '../../client/saga-handle.ts';
import type { OperatorAction, OperatorDecision } from '../../engine/decision.ts';
import { CliError } from '../cli-error.ts';
import { confirmRollback, type TurningBack } from '../confirm-rollback.ts';
import { createCommand } from '../create-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { perform } from '../perform.ts';
import { readJson } from '../read-json.ts';
import type { Report, ReportOptions } from '../report.ts';
import { addConnectionOptions, type ConnectionChoice } from '../temporal/connection-options.ts';
import { requireSaga } from '../temporal/require-saga.ts';
import { withTemporal } from '../temporal/temporal.ts';
import { userOfMachine } from '../user-of-machine.ts';
import { statusLines } from '../view/status-lines.ts';

interface ResolveChoice extends ReportOptions, ConnectionChoice {
  readonly reason: string;
  readonly actor?: string;
  readonly with?: string;
  readonly outcome?: 'applied' | 'refused';
  readonly result?: string;
  readonly yes?: boolean;
}

const more = `What a person decides about a parked call (see docs/cli.md):
  retry              try it again; --with <json> gives it another argument, under a new key
  skip               give it up: an undo, or a step after the pivot
  resolvedElsewhere  it was settled by hand; of a run say how: --outcome applied [--result <json>], or --outcome refused

--outcome refused turns the saga back: what it has done is undone. That is shown first and asked; --yes says yes beforehand.
The decision lands in the history with actor and reason: nothing personal. Exit code 1 says that it did not fit.`;

/** `saga resolve`. */
export function resolveCommand(): Command {
  const command = createCommand({
    name: 'resolve <id> <step> <action>',
    description: 'decide about a parked call: retry, skip or resolvedElsewhere',
    examples: [
      ['resolve create-order-4711 processPayment retry --reason "provider is back"', 'try it again'],
      [
        `resolve create-order-4711 processPayment retry --with '{"paymentMethod":"pm_2"}' --reason "new card"`,
        'with another argument',
      ],
      [
        'resolve create-order-4711 reserveItems resolvedElsewhere --reason "released in the warehouse"',
        'an undo was done by hand',
      ],
      [
        'resolve create-order-4711 confirmOrder resolvedElsewhere --outcome refused --yes --reason "not confirmed, INC-7"',
        'a pivot did not happen: undo the rest, and do not ask',
      ],
    ],
    more,
  })
    .addOption(new Option('--reason <text>', 'why; required').makeOptionMandatory())
    .option('--actor <name>', 'who; default: the user of this machine')
    .option('--with <json>', 'of a retry: the argument in place of the one that the saga would give')
    .addOption(new Option('--outcome <outcome>', 'of what was settled elsewhere').choices(['applied', 'refused']))
    .option('--result <json>', 'of what was applied elsewhere: the result that the saga goes on with')
    .option('--yes', 'do not ask before the saga is turned back');
  command.registeredArguments[2]?.choices(['retry', 'skip', 'resolvedElsewhere']);
  return addConnectionOptions(command).action(
    (id: string, step: string, action: OperatorAction['action'], options: ResolveChoice) =>
      perform(options, (report) => resolve(report, id, { step, action, options })),
  );
}

interface Given {
  readonly step: string;
  readonly action: OperatorAction['action'];
  readonly options: ResolveChoice;
}

async function resolve(report: Report, id: string, given: Given): Promise<ExitCode> {
  const decision: OperatorDecision = {
    step: given.step,
    ...actionOf(given),
    actor: given.options.actor ?? requireUser(),
    reason: given.options.reason,
  };
  return await withTemporal(given.options, async (temporal) => {
    const saga = await requireSaga(temporal, id);
    if (decision.action === 'resolvedElsewhere' && decision.outcome === 'refused')
      if (!(await isMeant(report, saga, { step: given.step, isSaid: given.options.yes === true })))
        return exitCodes.finding;
    const status = await saga.resolve(decision);
    report.document(status);
    report.lines(...statusLines(report, status));
    return exitCodes.fine;
  });
}

async function isMeant(report: Report, saga: SagaHandle<unknown>, turning: TurningBack): Promise<boolean> {
  if (await confirmRollback(report, saga, turning)) return true;
  report.note('Nothing was decided.');
  report.document({ id: saga.id, decided: false });
  return false;
}

function actionOf({ action, options }: Given): OperatorAction {
  const { with: argument, outcome, result } = options;
  const refuse = (option: string, fits: string) => {
    throw new CliError('USAGE', `${option} does not go with ${action}; it goes with ${fits}.`);
  };
  if (argument !== undefined && action !== 'retry') refuse('--with', 'retry');
  if (outcome !== undefined && action !== 'resolvedElsewhere') refuse('--outcome', 'resolvedElsewhere');
  if (result !== undefined && (action !== 'resolvedElsewhere' || outcome === 'refused'))
    refuse('--result', 'resolvedElsewhere, of what was applied');
  switch (action) {
    case 'retry':
      return { action, ...(argument === undefined ? {} : { argument: readJson('--with', argument) }) };
    case 'skip':
      return { action };
    case 'resolvedElsewhere':
      return {
        action,
        ...(outcome === undefined ? {} : { outcome }),
        ...(result === undefined ? {} : { result: readJson('--result', result) }),
      };
  }
}

function requireUser(): string {
  const user = userOfMachine();
  if (user === undefined)
    throw new CliError('USAGE', 'Who decides is not known, as this user has no name: give --actor.');
  return user;
}
