// `npm run demo`: the whole example once, in about half a minute, with its ledgers checked at the end.
import { LocalStackError } from '@saga/local-stack';
import { orderToTry } from '../start/order-to-try.ts';
import { ProcessStartError } from '../start/process-start-error.ts';
import { stopOnSignal } from '../start/stop-on-signal.ts';
import { whereEverythingIs } from '../start/where-everything-is.ts';
import { DemoArgumentsError, demoUsage, readDemoArguments } from './demo-arguments.ts';
import { demoEnvironment } from './demo-environment.ts';
import { type DemoSystem, startDemoSystem } from './demo-system.ts';
import { runDemo } from './run-demo.ts';
import { openScreen } from './screen.ts';

/** What a shell gives for a program that ended by Ctrl-C. */
const interrupted = 130;

async function main(): Promise<number> {
  const { help, keep, messages } = readDemoArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(demoUsage);
    return 0;
  }
  // Whatever runs notices that this process has ended, and ends.
  const { signal, asked } = stopOnSignal(() => process.exit(interrupted));
  const environment = demoEnvironment(process.env, { messages });
  const screen = openScreen(process.stdout);
  let demo: DemoSystem | undefined;
  let held = false;
  try {
    demo = await startDemoSystem(environment, signal);
    const outcome = await Promise.race([runDemo(demo.system, screen, environment.SERVICE_TOKEN_SECRET), asked]);
    if (outcome === undefined) return interrupted;
    held = outcome;
    if (keep) {
      screen.line(whereEverythingIs(demo.system, demo.logFolder));
      screen.line(await orderToTry(demo.system.url('api'), environment));
      await asked;
    }
    return held ? 0 : 1;
  } catch (error) {
    if (signal.aborted) return interrupted;
    throw error;
  } finally {
    await demo?.stop({ keepLogs: !held && !signal.aborted });
    if (signal.aborted) say('All stopped.');
    if (demo && !held && !signal.aborted) say(`The logs of all processes are in ${demo.logFolder}.`);
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function fail(error: unknown): number {
  const isKnown = error instanceof ProcessStartError || error instanceof LocalStackError;
  const hint = error instanceof DemoArgumentsError ? ' See npm run demo -- --help.' : '';
  say(isKnown ? error.message : `demo: ${error instanceof Error ? error.message : error}${hint}`);
  return 1;
}

process.exit(await main().catch(fail));
