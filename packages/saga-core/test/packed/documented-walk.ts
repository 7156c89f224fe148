/** What a page has its reader do, one thing after the other. */
export type WalkStep =
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'change'; readonly name: string; readonly before: string; readonly after: string }
  | { readonly kind: 'commands'; readonly commands: readonly string[]; readonly output: string | undefined };

/**
 * Reads a page as its reader does. A `ts` block is a file, a `diff` block a change of one; the name stands in its first line.
 * A `sh` block is commands, and a `text` block right after it is what the last one prints. Every block of the page must be one of these.
 */
export function documentedWalk(markdown: string): WalkStep[] {
  const steps: WalkStep[] = [];
  for (const [, language = '', body = ''] of markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)) {
    if (language === 'sh') steps.push({ kind: 'commands', commands: body.trim().split('\n'), output: undefined });
    else if (language === 'text') steps.push(printed(steps.pop(), body));
    else if (language === 'ts' || language === 'diff') steps.push(written(language, body));
    else throw new Error(`The page has a block of ${language || 'no language'}, which nobody can walk:\n${body}`);
  }
  return steps;
}

/** Whether a program printed what the page shows; a line `…` of the page stands for any lines. */
export function isShown(output: string, page: string): boolean {
  let from = 0;
  for (const part of page.split(/^…\n/m)) {
    const at = output.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

function printed(before: WalkStep | undefined, output: string): WalkStep {
  if (before?.kind !== 'commands') throw new Error(`The page shows an output that follows no command:\n${output}`);
  return { ...before, output };
}

function written(language: 'ts' | 'diff', body: string): WalkStep {
  const [, name, rest = ''] = /^\/\/ (\S+)\n(.*)$/s.exec(body) ?? [];
  if (name === undefined) throw new Error(`The page has a block that does not name its file:\n${body}`);
  if (language === 'ts') return { kind: 'file', name, text: rest };
  const lines = rest.split('\n');
  const side = (sign: string) =>
    lines
      .filter((line) => line.startsWith(sign) || line.startsWith(' '))
      .map((line) => line.slice(1))
      .join('\n');
  return { kind: 'change', name, before: side('-'), after: side('+') };
}
