// What docs/conformance.md shows compiles as it stands there, its config is one that runs, and every guarantee has its section.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ConformanceOptions, type ConformanceReport, conformance, conformanceText } from 'saga-core/conformance';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventoryService } from '../../src/services/inventory/service.ts';
import { startTestService, type TestService } from '../services/test-service.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const page = await readFile(join(root, 'docs/conformance.md'), 'utf8');
const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? '');

/** What a reader has beside the block: a token of their own, and the options of the block before. */
function surrounded(code: string): string {
  const options = "declare const options: import('saga-core/conformance').ConformanceOptions;\n";
  return `${code}declare function newToken(): string;\n${code.includes('const options') ? '' : options}`;
}

function problemsOf(codes: readonly string[]): readonly string[] {
  const files = new Map(
    codes.map((code, index) => [join(here, `documented-${index + 1}.virtual.ts`), surrounded(code)]),
  );
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, here);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const code = files.get(file);
    return code === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, code, ts.ScriptTarget.Latest);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
}

describe('docs/conformance.md', () => {
  let service: TestService;
  let folder: string;
  let report: ConformanceReport;
  beforeAll(async () => {
    service = await startTestService(inventoryService);
    folder = await mkdtemp(join(tmpdir(), 'conformance-config-'));
    const config = join(folder, 'conformance.config.ts');
    await writeFile(config, blocks[0] ?? '');
    const { default: options } = (await import(pathToFileURL(config).href)) as { readonly default: ConformanceOptions };
    const headers = () => ({ 'x-service-token': service.token });
    report = await conformance({ ...options, baseUrl: service.url, headers, rounds: 1 });
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await service.stop();
  });

  it('compiles, block by block', () => {
    expect(blocks).toHaveLength(3);
    expect(problemsOf(blocks)).toEqual([]);
  });

  it('would tell if a block did not', () => {
    const [block = ''] = blocks;
    expect(problemsOf([block.replace('compensate:', 'compensation:')])).toContainEqual(
      expect.stringMatching(/'compensation' does not exist/),
    );
  });

  it('shows a config that attacks the inventory service, which passes', () => {
    expect(report.passed, conformanceText(report).join('\n')).toBe(true);
    expect(report.guarantees.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(15);
  });

  it('has for each guarantee a section, which says what the kit promises and by which rule', () => {
    for (const { guarantee, promise, rule } of report.guarantees) {
      const section = page.split(`\n### ${guarantee}\n`)[1]?.split('\n')[0];
      expect(section, guarantee).toContain(`(${rule})`);
      expect(plain(section ?? ''), guarantee).toContain(plain(promise));
    }
    expect(page.match(/^### /gm)).toHaveLength(report.guarantees.length);
  });

  it.each(['PARTICIPANT_UNREACHABLE', 'PLAIN_CALL_FAILED', 'OBSERVATION_FAILED'])(
    'leads to a page for %s',
    async (code) => {
      expect(await readFile(join(root, `docs/errors/${code}.md`), 'utf8')).toMatch(new RegExp(`^# ${code}\n`));
      expect(await readFile(join(root, 'docs/errors/README.md'), 'utf8')).toContain(`[\`${code}\`](${code}.md)`);
    },
  );
});

/** Without what only a page or only a terminal has. */
function plain(sentence: string): string {
  return sentence.replaceAll('`', '').replaceAll('’', "'");
}
