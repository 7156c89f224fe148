/** What `verify` looks for. */
export const findingRules = [
  'DEADLINE_TOO_SHORT',
  'DOUBT_CANNOT_BE_UNDONE',
  'FENCE_NEVER_ASKED',
  'HEARTBEAT_NEVER_MISSED',
  'LATE_RUN_AFTER_UNDO',
  'MAPPING_GIVES_PROMISE',
  'READS_SKIPPED_RESULT',
  'RETRY_NEVER_COMES',
  'UNDO_LESS_PATIENT',
  'UNDO_READS_MISSING_RESULT',
] as const;

/** The name of a rule of `verify`. */
export type FindingRule = (typeof findingRules)[number];
