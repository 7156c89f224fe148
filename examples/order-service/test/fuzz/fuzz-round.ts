import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { tokenFor } from './api-customer.ts';

export interface FuzzRoundOptions {
  readonly program: string;
  readonly url: string;
  readonly seed: number;
  /** For each operation, beside those that its schema always gives. */
  readonly examples: number;
  /** Without what the schemas alone give, such as an order to each country: hundreds of requests that are alike. */
  readonly isSample?: boolean;
  readonly parked: readonly string[];
  readonly signal: AbortSignal;
  /** Gets each answer: `POST /orders`, the status, and a problem's code. */
  readonly onAnswer: (operation: string, status: number, code: string) => void;
}

export interface FuzzRound {
  readonly cases: number;
  /** What schemathesis says of what it found; `undefined` when it found nothing. */
  readonly findings: string | undefined;
}

/** Runs schemathesis once. */
export async function fuzzRound(options: FuzzRoundOptions): Promise<FuzzRound> {
  const { program, url, seed, examples, isSample = false, parked, signal, onAnswer } = options;
  const folder = await mkdtemp(join(tmpdir(), 'saga-fuzz-'));
  try {
    const tokens = join(folder, 'tokens.json');
    await writeFile(tokens, JSON.stringify({ auth: await identities() }), { mode: 0o600 });
    const child = spawn(
      program,
      [
        `--config-file=${join(import.meta.dirname, 'schemathesis.toml')}`,
        'run',
        `${url}/api/v1/openapi.json`,
        `--url=${url}/api/v1`,
        `--max-examples=${examples}`,
        `--seed=${seed}`,
        ...(isSample ? ['--phases=examples,fuzzing,stateful'] : []),
        '--no-color',
      ],
      {
        cwd: folder,
        env: {
          ...process.env,
          PYTHONDONTWRITEBYTECODE: '1',
          COLUMNS: '120',
          FUZZ_HOOKS: join(import.meta.dirname, 'hooks.py'),
          FUZZ_URL: url,
          FUZZ_TOKENS: tokens,
          FUZZ_PARKED: parked.join(','),
          FUZZ_TELL: '1',
        },
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        signal,
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (said += text));
    createInterface({ input: child.stdio[3] as Readable }).on('line', (line) =>
      onAnswer(...(JSON.parse(line) as [string, number, string])),
    );
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const cases = /^\s*(\d+) generated/m.exec(said)?.[1];
    return { cases: Number(cases ?? 0), findings: code === 0 && cases !== undefined ? undefined : said };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In the order in which schemathesis tries them: who is not allowed to make a call leaves it to the next. */
async function identities() {
  const bearer = async (name: string, role?: 'operator') => ({
    name,
    fixedHeaders: [{ name: 'Authorization', value: `Bearer ${await tokenFor(`fuzz-${name}`, role)}` }],
  });
  return [await bearer('customer-1'), await bearer('customer-2'), await bearer('operator', 'operator')];
}
