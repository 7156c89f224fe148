/** A header of the participant protocol is missing or malformed. The caller is wrong: repeating the request as it is can't help. */
export class SagaHeaderError extends Error {
  readonly code: 'SAGA_HEADER_MISSING' | 'SAGA_HEADER_MALFORMED';
  /** The header's name, such as `Saga-Step`. Its value is left out: it may be anything. */
  readonly header: string;

  constructor(code: SagaHeaderError['code'], header: string, remedy: string) {
    super(`The header ${header} is ${code === 'SAGA_HEADER_MISSING' ? 'missing' : 'malformed'}. ${remedy}`);
    this.name = 'SagaHeaderError';
    this.code = code;
    this.header = header;
  }
}
