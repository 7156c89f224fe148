/** A type that nothing can be given to: the compiler prints its message where a definition is misused. */
export interface SagaTypeError<Message extends string> {
  readonly __sagaTypeError__: Message;
}
