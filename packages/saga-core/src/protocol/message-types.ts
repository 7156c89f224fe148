/** The `type` of the event that answers a request; see `answerMessages`. */
export const replyType = 'saga.reply';

/** The `type` of the event that asks a participant for a call, by the name that its handlers have: `saga.request.reserve`. */
export function requestType(name: string): string {
  return `saga.request.${name}`;
}
