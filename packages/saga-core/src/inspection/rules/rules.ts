import type { FindingRule } from '../finding-rule.ts';
import { deadlineTooShort } from './deadline-too-short.ts';
import { doubtCannotBeUndone } from './doubt-cannot-be-undone.ts';
import { fenceNeverAsked } from './fence-never-asked.ts';
import { heartbeatNeverMissed } from './heartbeat-never-missed.ts';
import { lateRunAfterUndo } from './late-run-after-undo.ts';
import { mappingGivesPromise } from './mapping-gives-promise.ts';
import { readsSkippedResult } from './reads-skipped-result.ts';
import { retryNeverComes } from './retry-never-comes.ts';
import type { Rule } from './rule.ts';
import { undoLessPatient } from './undo-less-patient.ts';
import { undoReadsMissingResult } from './undo-reads-missing-result.ts';

/** Each rule by its name. */
export const rules: Readonly<Record<FindingRule, Rule>> = {
  DEADLINE_TOO_SHORT: deadlineTooShort,
  DOUBT_CANNOT_BE_UNDONE: doubtCannotBeUndone,
  FENCE_NEVER_ASKED: fenceNeverAsked,
  HEARTBEAT_NEVER_MISSED: heartbeatNeverMissed,
  LATE_RUN_AFTER_UNDO: lateRunAfterUndo,
  MAPPING_GIVES_PROMISE: mappingGivesPromise,
  READS_SKIPPED_RESULT: readsSkippedResult,
  RETRY_NEVER_COMES: retryNeverComes,
  UNDO_LESS_PATIENT: undoLessPatient,
  UNDO_READS_MISSING_RESULT: undoReadsMissingResult,
};
