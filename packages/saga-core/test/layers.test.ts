// Holds the layers: what each door may load, that the saga itself is pure, and that imports point down only.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { ImportGraph, importsOf } from './layers/import-graph.ts';

const root = fileURLToPath(new URL('../src/', import.meta.url));
const graph = new ImportGraph(root);
const sources = globSync('**/*.ts', { cwd: root });

/** What each door may load when it is run, beside files of this package. */
const mayLoad: Readonly<Record<string, RegExp>> = {
  'index.ts': /^ms$/,
  'workflow.ts': /^(ms|@temporalio\/(workflow|common))$/,
  'activity.ts': /^@temporalio\/(activity|common)$/,
  'client.ts': /^(ms|node:.*|@temporalio\/(client|common))$/,
  'worker.ts': /^(ms|node:.*|@temporalio\/(worker|common))$/,
  'encryption.ts': /^(node:.*|@temporalio\/(common|proto))$/,
  // `pg` and `express` are optional: a participant hands its pool and its router in.
  'participant.ts': /^node:.*$/,
  'testing.ts': /^(ms|node:.*)$/,
  // It attacks a participant over HTTP, from outside.
  'conformance.ts': /^node:.*$/,
  // It registers its matchers at Vitest's `expect`.
  'vitest.ts': /^vitest$/,
};

/** From the bottom up. A folder may load what is in lower ones and in itself; folders on one line don't know each other. */
const layers = [
  ['errors'],
  ['definition'],
  ['engine'],
  ['inspection', 'protocol'],
  ['activity', 'client', 'conformance', 'encryption', 'participant', 'testing', 'worker', 'workflow'],
  // The program `saga`, which no door leads to.
  ['cli'],
];

const doors = Object.entries(manifest.exports).flatMap(([, target]) =>
  typeof target === 'string' ? [] : [target['@saga/source'].replace('./src/', '')],
);
const openDoors = doors.filter((door) => existsSync(`${root}${door}`));

describe('doors', () => {
  it.each(openDoors)('%s loads only what its place in the design lets it load', (door) => {
    const allowed = mayLoad[door];
    if (allowed === undefined) throw new Error(`${door} is a new door: say here what it may load.`);
    expect([...graph.reach(door).packages].filter((name) => !allowed.test(name))).toEqual([]);
  });

  it('every file in src is a door, or a layer knows its folder', () => {
    const known = (file: string) => (file.includes('/') ? layerOf(file) >= 0 : doors.includes(file));
    expect(sources.filter((file) => !known(file))).toEqual([]);
  });

  it('the main door needs nothing of Node or Temporal, in its types either', () => {
    expect([...graph.reach('index.ts', { types: true }).packages].sort()).toEqual(['@standard-schema/spec', 'ms']);
  });

  it.each(openDoors.filter((door) => door !== 'workflow.ts'))('%s loads no workflow code', (door) => {
    const { files } = graph.reach(door);
    expect([...files].filter((file) => file.startsWith('workflow'))).toEqual([]);
  });

  it.each(openDoors)('%s only re-exports, by name', (door) => {
    const file = ts.createSourceFile(door, readFileSync(`${root}${door}`, 'utf8'), ts.ScriptTarget.Latest);
    const isNamed = (statement: ts.Statement) =>
      ts.isExportDeclaration(statement) && statement.exportClause !== undefined && statement.moduleSpecifier;
    expect(file.statements.filter((statement) => !isNamed(statement)).map(({ kind }) => ts.SyntaxKind[kind])).toEqual(
      [],
    );
  });
});

describe('layers', () => {
  it('no file loads what is above or beside its layer', () => {
    const tooHigh = sources.flatMap((file) =>
      graph
        .importsOf(file)
        .filter(({ specifier, typeOnly }) => !typeOnly && specifier.endsWith('.ts') && !isBelow(specifier, file))
        .map(({ specifier }) => `${file} loads ${specifier}`),
    );
    expect(tooHigh).toEqual([]);
  });

  it('no files load each other in a ring', () => {
    expect(sources.map((file) => graph.ring(file)).filter((ring) => ring !== undefined)).toEqual([]);
  });

  const pure = sources.filter((file) => /^(definition|engine|errors|inspection)\//.test(file));

  it('the saga itself knows neither Temporal nor Node, in its types either', () => {
    const reached = pure.flatMap((file) => [...graph.reach(file, { types: true }).packages]);
    // An interface, of which nothing is left at run time.
    expect([...new Set(reached)].sort()).toEqual(['@standard-schema/spec', 'ms']);
  });

  it('the saga itself uses nothing but the language: no timer, no process, no console', () => {
    // Compiled without the types of Node and of browsers, whatever only they have is an unknown name.
    const program = ts.createProgram(
      pure.map((file) => `${root}${file}`),
      {
        target: ts.ScriptTarget.ES2023,
        lib: ['lib.es2024.d.ts'],
        types: [],
        module: ts.ModuleKind.NodeNext,
        strict: true,
        exactOptionalPropertyTypes: true,
        allowImportingTsExtensions: true,
        noEmit: true,
        skipLibCheck: true,
      },
    );
    const found = ts.getPreEmitDiagnostics(program);
    expect(found.map(({ file, messageText }) => `${file?.fileName}: ${String(messageText)}`)).toEqual([]);
  });

  it('the saga itself reads no clock and draws no random number', () => {
    const forbidden: string[] = [];
    const visit = (node: ts.Node) => {
      if (ts.isIdentifier(node) && ['Date', 'Math', 'Temporal', 'crypto', 'performance'].includes(node.text)) {
        const use = node.parent.getText();
        if (node.text !== 'Math' || use === 'Math.random') forbidden.push(`${node.getSourceFile().fileName}: ${use}`);
      }
      ts.forEachChild(node, visit);
    };
    for (const file of pure) {
      visit(ts.createSourceFile(file, readFileSync(`${root}${file}`, 'utf8'), ts.ScriptTarget.Latest, true));
    }
    expect(forbidden).toEqual([]);
  });
});

describe('the reading of imports', () => {
  it.each([
    ["import { a } from 'x';", false],
    ["import 'x';", false],
    ["import * as a from 'x';", false],
    ["export { a } from 'x';", false],
    ["export * from 'x';", false],
    ["const a = await import('x');", false],
    ["const a = require('x');", false],
    // An empty import stays at run time, because the compiler keeps imports as they are written.
    ["import { type A } from 'x';", false],
    ["import type { A } from 'x';", true],
    ["export type { A } from 'x';", true],
    ["type A = import('x').A;", true],
  ])('%s', (text, typeOnly) => {
    expect(importsOf(text)).toEqual([{ specifier: 'x', typeOnly }]);
  });

  it('finds a ring of files', () => {
    class Ring extends ImportGraph {
      override importsOf(file: string) {
        return [{ specifier: file === 'a.ts' ? 'b.ts' : 'a.ts', typeOnly: false }];
      }
    }
    expect(new Ring('/').ring('a.ts')).toEqual(['a.ts', 'b.ts', 'a.ts']);
  });
});

function layerOf(file: string): number {
  const folder = file.split('/')[0] ?? '';
  return layers.findIndex((folders) => folders.includes(folder));
}

function isBelow(imported: string, importer: string): boolean {
  // A door is above all, and nobody goes back out through one.
  if (!importer.includes('/')) return true;
  if (!imported.includes('/')) return false;
  return imported.split('/')[0] === importer.split('/')[0] || layerOf(imported) < layerOf(importer);
}
