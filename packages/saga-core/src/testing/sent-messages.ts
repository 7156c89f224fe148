import { Interner } from './interner.ts';
import { type Message, messageOf, type SendCommand } from './message.ts';
import type { World } from './world.ts';

/** All that a saga ever sends, by numbers, and what must be true of it. @internal */
export class SentMessages {
  readonly #messages = new Interner<Message>();
  readonly #commands: SendCommand[] = [];
  /** Whose each key is. */
  readonly #owners = new Map<string, string>();

  message(number: number): Message {
    return this.#messages.valueOf(number);
  }

  numberOf(message: Message): number {
    return this.#messages.numberOf(message);
  }

  /** The command that a message was sent by. */
  command(number: number): SendCommand {
    const command = this.#commands[number];
    if (command === undefined) throw new RangeError(`Message ${number} was never sent.`);
    return command;
  }

  /** Gives a command's message its number. */
  add(command: SendCommand, sagaId: string): number {
    const number = this.#messages.numberOf(messageOf(command, sagaId));
    this.#commands[number] = command;
    return number;
  }

  /** The promises that a message breaks by being sent in that world. */
  brokenBy(number: number, { calls, held }: World): string[] {
    const { address, operation } = this.message(number);
    // Temporal refuses a second activity of the same id while the first is open, and the workflow stands still.
    const isOpen = [...calls.map(({ message }) => message), ...held].some((other) => {
      const open = this.message(other);
      return open.address === address && open.operation === operation;
    });
    const id = `${address}/${operation}`;
    return [
      ...(isOpen ? [`a call is sent only when the one before it of the same id (${id}) is settled`] : []),
      ...(this.#hasKeyOfAnother(number) ? ['no two calls have the same key'] : []),
    ];
  }

  // A probe carries the key of the run that it asks about.
  #hasKeyOfAnother(number: number): boolean {
    const { call, address, operation } = this.message(number);
    const owner = `${address} ${operation === 'compensate' ? 'undo' : 'run'}`;
    const known = this.#owners.get(call.key) ?? owner;
    this.#owners.set(call.key, known);
    return known !== owner;
  }
}
