import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** What the compiler says of some texts. */
export interface TypeCheck {
  /** For each text, in order, what is wrong with it; empty when it compiles. */
  readonly messages: readonly string[];
  /** How many types the compiler had to make of generic ones: what checking costs, whatever the machine. */
  readonly instantiations: number;
  /** How long the checker took, in milliseconds. Only to be told: it depends on the machine. */
  readonly milliseconds: number;
}

/** Compiles texts as this repository's own files are compiled: each as a file beside this one, which is nowhere on disk. */
export function typeCheck(texts: readonly string[]): TypeCheck {
  const virtual = new Map(texts.map((text, index) => [`${folder}checked-${index}.ts`, text]));
  const { config } = ts.readConfigFile(`${folder}../../../../tsconfig.base.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, `${folder}../..`);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => virtual.has(name) || fileExists(name);
  host.readFile = (name) => virtual.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = virtual.get(name);
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
  };
  const program = ts.createProgram([...virtual.keys()], options, host);
  program.getTypeChecker();
  const before = performance.now();
  const messages = [...virtual.keys()].map((name) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
      .join('\n'),
  );
  const milliseconds = Math.round(performance.now() - before);
  return { messages, instantiations: program.getInstantiationCount(), milliseconds };
}
