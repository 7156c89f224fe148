import { sleep } from '@temporalio/workflow';
import { roomTimerName } from '../protocol/names.ts';

/** Resolves in a later workflow task, by a timer of one millisecond. Rejects when its scope is cancelled. */
export function oneTask(): Promise<void> {
  return sleep(1, { summary: roomTimerName });
}
