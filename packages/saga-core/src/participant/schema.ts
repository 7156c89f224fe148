/**
 * The barrier's table, as SQL that can be run again and again (also by several processes at once) in one query.
 * Run it as a migration of each participant's own database; the participant's role needs to select, insert, update and delete.
 *
 * One row says what became of one operation of one step. The row of a run is:
 *
 * | `outcome` | `closed_by` | meaning |
 * |---|---|---|
 * | `applied` | null | it ran, or is running in the transaction that holds the row; `response` is its answer |
 * | `refused` | null | it was refused for good with `code` and `detail`; only an operator's patched call may try again |
 * | `refused` | `compensate`, `fence` | likewise, and nobody may try again |
 * | `tombstone` | `compensate`, `fence` | it never ran and never will: an empty compensation or a fence came first |
 *
 * The row of a compensation is `applied` (it undid the run) or `empty` (there was nothing to undo). `key` is the key of the call
 * that the row is about; on a tombstone it is the key of the call that put it there.
 *
 * `response` is `json`, not `jsonb`: `jsonb` reorders members, and a duplicate gets the first answer byte for byte.
 * The primary key begins with the saga, so it also serves the removal of a saga's rows.
 *
 * @example
 * ```ts
 * await pool.query(participantSchema);
 * ```
 */
export const participantSchema = `
SELECT pg_advisory_xact_lock(hashtext('saga_barrier schema'));

CREATE TABLE IF NOT EXISTS saga_barrier (
  saga_id    text        NOT NULL,
  step       text        NOT NULL,
  operation  text        NOT NULL CHECK (operation IN ('run', 'compensate')),
  key        text        NOT NULL,
  outcome    text        NOT NULL,
  closed_by  text        CHECK (closed_by IN ('compensate', 'fence')),
  code       text,
  detail     text,
  response   json,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (saga_id, step, operation),
  CONSTRAINT saga_barrier_outcome CHECK (
    CASE operation
      WHEN 'run' THEN outcome IN ('applied', 'refused', 'tombstone')
      ELSE outcome IN ('applied', 'empty')
    END
  ),
  CONSTRAINT saga_barrier_refusal CHECK ((outcome = 'refused') = (code IS NOT NULL)),
  CONSTRAINT saga_barrier_closed CHECK (
    CASE outcome
      WHEN 'tombstone' THEN closed_by IS NOT NULL
      WHEN 'refused' THEN true
      ELSE closed_by IS NULL
    END
  )
);
`;
