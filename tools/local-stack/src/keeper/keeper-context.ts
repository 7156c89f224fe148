import type { KeeperEvent } from './keeper-event.ts';
import type { KeeperRequest } from './keeper-request.ts';
import type { KeptProcess } from './kept-process.ts';
import type { StackFolder } from './stack-folder.ts';

/** What the parts of a stack get from its keeper. */
export interface KeeperContext {
  readonly request: KeeperRequest;
  readonly folder: StackFolder;
  /** Aborted when the stack is to stop, be it before it was ready. */
  readonly signal: AbortSignal;
  readonly emit: (event: KeeperEvent) => void;
  readonly onPidChange: () => void;
  /** From now on the keeper stops this process when it stops itself. */
  readonly own: (kept: KeptProcess) => void;
  /** Called in reverse order when every process has stopped. */
  readonly finallyDo: (work: () => Promise<void>) => void;
}
