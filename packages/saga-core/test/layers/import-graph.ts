import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import ts from 'typescript';

/** One import, re-export or `import()` of a file. */
export interface Import {
  /** As written: `./saga.ts`, `node:fs`, `@temporalio/workflow`. */
  readonly specifier: string;
  /** Whether it is gone at run time. `import { type X }` is not: an empty import of the file stays. */
  readonly typeOnly: boolean;
}

/** Everything that a source text imports, in the order in which it stands there. */
export function importsOf(text: string): Import[] {
  const imports: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier))
      imports.push({ specifier: specifier.text, typeOnly });
  };
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isCallExpression(node) && isLoading(node.expression)) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true));
  return imports;
}

function isLoading(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

/** What a file leads to, itself included. */
export interface Reached {
  /** Paths relative to the folder of the sources. */
  readonly files: ReadonlySet<string>;
  /** Specifiers that are not relative: packages and parts of Node. */
  readonly packages: ReadonlySet<string>;
}

/** The imports among the sources of a folder. */
export class ImportGraph {
  readonly #root: string;
  readonly #read = new Map<string, readonly Import[]>();

  constructor(root: string) {
    this.#root = root;
  }

  /** The imports of one file, relative ones as paths relative to the folder. */
  importsOf(file: string): readonly Import[] {
    let imports = this.#read.get(file);
    if (imports === undefined) {
      const path = resolve(this.#root, file);
      imports = importsOf(readFileSync(path, 'utf8')).map(({ specifier, typeOnly }) => ({
        specifier: specifier.startsWith('.') ? this.#inside(resolve(dirname(path), specifier)) : specifier,
        typeOnly,
      }));
      this.#read.set(file, imports);
    }
    return imports;
  }

  /** All that `file` loads when it is run; with `types`, also all that its types are made of. */
  reach(file: string, { types = false }: { types?: boolean } = {}): Reached {
    const files = new Set([file]);
    const packages = new Set<string>();
    for (const each of files) {
      for (const { specifier, typeOnly } of this.importsOf(each)) {
        if (typeOnly && !types) continue;
        if (isFile(specifier)) files.add(specifier);
        else packages.add(specifier);
      }
    }
    return { files, packages };
  }

  /** A ring of files that load each other, if one can be reached from `file`. */
  ring(file: string, path: readonly string[] = [], clear = new Set<string>()): readonly string[] | undefined {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (clear.has(file)) return undefined;
    for (const { specifier, typeOnly } of this.importsOf(file)) {
      if (typeOnly || !isFile(specifier)) continue;
      const found = this.ring(specifier, [...path, file], clear);
      if (found !== undefined) return found;
    }
    clear.add(file);
    return undefined;
  }

  #inside(path: string): string {
    const inside = relative(this.#root, path);
    if (inside.startsWith('..')) throw new Error(`${path} is outside the sources.`);
    return inside;
  }
}

/** Files are written with their ending, packages never are. */
function isFile(specifier: string): boolean {
  return specifier.endsWith('.ts');
}
