/** How far apart lines about the same long work are where they cannot overwrite each other, in milliseconds. */
const apart = 15_000;

export interface ProgressPrinter {
  show(text: string): void;
  /** Moves on from a line that was being overwritten. */
  end(): void;
}

/**
 * Shows progress on a stream. Lines about the same work, which differ in their numbers only, overwrite each other on a
 * terminal; elsewhere one every 15 s is printed.
 *
 * @example
 * const progress = printProgress(process.stderr);
 * const stack = await startLocalStack({ onProgress: progress.show });
 * progress.end();
 */
export function printProgress(stream: NodeJS.WritableStream & { readonly isTTY?: boolean }): ProgressPrinter {
  let work = '';
  let shownAt = 0;
  let open = false;
  const end = () => {
    if (open) stream.write('\n');
    open = false;
  };
  const show = (text: string) => {
    const sameWork = text.replace(/[\d.:]+/g, '#');
    const again = sameWork === work;
    work = sameWork;
    if (stream.isTTY) {
      if (!again) end();
      stream.write(`${again ? '\r\x1b[2K' : ''}${text}`);
      open = true;
    } else if (!again || Date.now() - shownAt >= apart) {
      stream.write(`${text}\n`);
      shownAt = Date.now();
    }
  };
  return { show, end };
}
