import { styleText } from 'node:util';

/** What a part of a line means; colours go by it. */
export type Look = 'title' | 'good' | 'bad' | 'doubt' | 'open' | 'quiet';

const styles = {
  title: 'bold',
  good: 'green',
  bad: 'red',
  doubt: 'yellow',
  open: ['bold', 'cyan'],
  quiet: 'dim',
} as const satisfies Record<Look, Parameters<typeof styleText>[0]>;

/** Gives a text its colours, or leaves it as it is. */
export type Paint = (look: Look | undefined, text: string) => string;

/** Whether there are colours is the caller's decision alone: text is made here, and written elsewhere. */
export function paint(colour: boolean): Paint {
  return (look, text) =>
    colour && look !== undefined && text !== ''
      ? styleText([...[styles[look]].flat()], text, { validateStream: false })
      : text;
}
