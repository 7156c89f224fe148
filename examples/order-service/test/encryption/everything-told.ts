import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalStack } from '@saga/local-stack';

const run = promisify(execFile);

/** Temporal's database as it lies on the disk, what is not merged into it yet included, as Latin-1. */
export async function temporalFiles({ folder }: LocalStack): Promise<string> {
  return contentOf(folder, /temporal\.db/);
}

/** What the two servers of the stack logged. */
export async function serverLogs({ folder }: LocalStack): Promise<string> {
  return contentOf(folder, /\.log$/);
}

async function contentOf(folder: string, name: RegExp): Promise<string> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => name.test(file));
  if (files.length === 0) throw new Error(`No file in ${folder} is called ${name}.`);
  const contents = await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')));
  return contents.join('\n');
}

/** All that Temporal's command line tells of a workflow, what it prints in base64 decoded. */
export async function toldByCommandLine(stack: LocalStack, workflowId: string): Promise<string> {
  const { temporalSource: source, temporalAddress } = stack;
  if (source.way === 'TEMPORAL_ADDRESS') throw new Error('This stack was to start a Temporal of its own.');
  const say = async (...command: string[]) => {
    const args = ['workflow', ...command, '--workflow-id', workflowId, '--address', temporalAddress];
    return (await run(source.executable, args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
  };
  const told = [
    await say('show'),
    await say('show', '--output', 'json'),
    await say('describe'),
    await say('describe', '--output', 'json'),
    await say('stack'),
    await say('query', '--type', 'status'),
  ].join('\n');
  const decoded = told
    .match(/[A-Za-z0-9+/]{16,}={0,2}/g)
    ?.map((text) => Buffer.from(text, 'base64').toString('latin1'));
  return [told, ...(decoded ?? [])].join('\n');
}
