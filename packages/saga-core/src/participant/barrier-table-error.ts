/** The barrier's table is not there as this version of saga-core needs it, or this role may not use it. */
export class BarrierTableError extends Error {
  override readonly name = 'BarrierTableError';
  readonly code = 'BARRIER_TABLE';
  /** What is missing, each as a noun with its name. */
  readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    super(
      `The barrier can't use its table saga_barrier. Missing: ${missing.join('; ')}. Run \`participantSchema\` as a migration of this database (it may be run again), and grant SELECT, INSERT, UPDATE and DELETE on the table to the participant's role.`,
    );
    this.missing = missing;
  }
}
