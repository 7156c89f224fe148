import type { ProcessName } from './process-name.ts';

/** A process ended before it was ready. The message is what it said itself, with the remedy, or else how it ended. */
export class ProcessStartError extends Error {
  override readonly name = 'ProcessStartError';
  readonly code = 'PROCESS_NOT_STARTED';
  readonly process: ProcessName;
  /** Its reason has been shown on stderr. */
  readonly isSaid: boolean;

  constructor(process: ProcessName, message: string, isSaid: boolean) {
    super(message);
    this.process = process;
    this.isSaid = isSaid;
  }
}
