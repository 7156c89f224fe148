/** The database rolled the transaction back at its commit. Nothing happened; the call may be repeated. */
export class TransactionLostError extends Error {
  readonly code = 'TRANSACTION_LOST';

  constructor() {
    super(
      'The transaction was rolled back instead of committed, as a statement in it had failed. Await every query in the handler, and let its errors pass.',
    );
    this.name = 'TransactionLostError';
  }
}
