import { createLogUpdate } from 'log-update';

/** Where the demo writes. On a terminal the lines under way are drawn over; elsewhere nothing is. */
export interface Screen {
  readonly isTerminal: boolean;
  /** A line that stays. */
  line(text?: string): void;
  /** The lines under way, in the place of those before. Only for terminals. */
  draw(lines: readonly string[]): void;
  /** The lines under way stay as they are. */
  keep(): void;
}

/** The screen that a stream is. */
export function openScreen(stream: NodeJS.WriteStream): Screen {
  // A terminal without a size, as of a program that records or automates, has no room to draw in.
  const isTerminal = stream.isTTY === true && stream.rows > 0 && stream.columns > 0;
  const update = createLogUpdate(stream, { showCursor: true });
  return {
    isTerminal,
    line: (text = '') => void stream.write(`${text}\n`),
    draw: (lines) => {
      if (isTerminal) update(lines.join('\n'));
    },
    keep: () => {
      if (isTerminal) update.done();
    },
  };
}
