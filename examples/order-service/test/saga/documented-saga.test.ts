import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

// The saga as README and docs show it must compile as it stands there, with the participants and types of the example.
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));

const prelude = `
import type { InventoryActivities, OrderActivities, PaymentActivities } from '@saga/activities';
import { participant, saga } from 'saga-core';
import { SagaClient } from 'saga-core/client';
import { sagaWorkflow } from 'saga-core/workflow';
import type { Client } from '@temporalio/client';
import type { CreateOrderInput } from '../../src/saga/index.ts';
declare const client: Client;
declare const input: CreateOrderInput;
const orders = participant<OrderActivities>('order', { barrier: true });
const inventory = participant<InventoryActivities>('inventory', { barrier: true });
const payments = participant<PaymentActivities>('payment', { barrier: true });
`;

function codeOf(file: string): readonly string[] {
  const blocks = readFileSync(`${root}${file}`, 'utf8').matchAll(/^```ts\n(.*?)^```$/gms);
  return [...blocks].map(([, code]) => code ?? '');
}

// Imports and participants stand in the prelude; a block that repeats them would declare them twice.
function withoutPrelude(code: string): string {
  return code
    .split('\n')
    .filter((line) => !/^(import |const \w+ = participant<)/.test(line))
    .join('\n');
}

// The compiler's own files and saga-core's are the same for every document: they are read once.
const read = new Map<string, ts.SourceFile | undefined>();

function problemsOf(code: string): string {
  const name = `${here}documented-saga.virtual.ts`;
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, here);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    if (file === name) return ts.createSourceFile(name, code, ts.ScriptTarget.Latest);
    if (!read.has(file)) read.set(file, getSourceFile(file, ...rest));
    return read.get(file);
  };
  const program = ts.createProgram([name], options, host);
  const diagnostics = ts.getPreEmitDiagnostics(program, program.getSourceFile(name));
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')).join('\n');
}

describe('the saga in the documents is one that compiles', () => {
  it.each(['README.md', 'docs/design.md'])('%s', (file) => {
    const blocks = codeOf(file);
    expect(blocks.length).toBeGreaterThan(0);
    expect(problemsOf(`${prelude}\n${blocks.map(withoutPrelude).join('\n')}`)).toBe('');
  });

  it('docs/testing-sagas.md', () => {
    const saga = codeOf('README.md').find((block) => block.includes('saga<CreateOrderInput>')) ?? '';
    const sentences = `
import { explore, given, type Invariants, type ParticipantModel } from 'saga-core/testing';
import { expect } from 'vitest';
declare const order: CreateOrderInput;
declare const participants: Record<string, ParticipantModel<null>>;
declare const invariants: Invariants<Record<string, null>>;
import 'saga-core/vitest';
declare const hurriedSaga: typeof createOrderSaga;
`;
    const blocks = codeOf('docs/testing-sagas.md');
    expect(blocks.length).toBeGreaterThan(1);
    expect(problemsOf([prelude, sentences, ...[saga, ...blocks].map(withoutPrelude)].join('\n'))).toBe('');
  });

  it('README.md draws it as it is', () => {
    const golden = `${root}packages/saga-core/test/inspection/golden/create-order.mmd`;
    expect(readFileSync(`${root}README.md`, 'utf8')).toContain(
      `\`\`\`mermaid\n${readFileSync(golden, 'utf8').trimEnd()}\n`,
    );
  });

  it('would tell if it did not', () => {
    const broken = (codeOf('README.md')[0] ?? '').replace('results.createOrder.total', 'results.createOrder.sum');
    expect(problemsOf(`${prelude}\n${broken}`)).toMatch(/Property 'sum' does not exist/);
  });
});
