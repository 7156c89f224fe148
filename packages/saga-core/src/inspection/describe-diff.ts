import type { DefinitionDiff } from '../definition/diff/diff.ts';

const verdicts = {
  safe: 'Safe: nothing that can be compared differs.',
  needsOld: 'Deploy it together with the older one.',
  breaks: 'It breaks: it can not be deployed as it is.',
} as const;

/** What `diff` found, as lines for a terminal or a log. */
export function describeDiff({ verdict, advice, changes }: DefinitionDiff): readonly string[] {
  return [
    verdicts[verdict],
    ...advice.map((sentence) => `- ${sentence}`),
    ...(changes.length === 0 ? [] : ['', 'Changes:']),
    ...changes.flatMap(({ change, concerns }) => [`- ${change}`, `  concerns ${concerns}`]),
  ];
}
