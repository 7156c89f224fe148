import { notSent } from '../engine/not-sent.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import type { SentCommand } from './sent-commands.ts';

/** What was decided while a run drains, and is left for the next run to send. */
export class HeldCommands {
  #commands: SentCommand[] = [];
  readonly #withdrawn: SagaEvent[] = [];

  get commands(): readonly SentCommand[] {
    return this.#commands;
  }

  hold(command: SentCommand): void {
    this.#commands.push(command);
  }

  /** Takes back what is held of a step; `false`: nothing is. */
  withdraw(step: string): boolean {
    const held = this.#commands.find((command) => stepOf(command) === step);
    if (held === undefined) return false;
    this.#commands = this.#commands.filter((command) => command !== held);
    this.#withdrawn.push(notSent(held));
    return true;
  }

  /** What the saga is still to be told of one that was withdrawn, each once. */
  nextWithdrawn(): SagaEvent | undefined {
    return this.#withdrawn.shift();
  }

  /** Gives them up to whoever sends them now. */
  release(): readonly SentCommand[] {
    return this.#commands.splice(0);
  }
}

function stepOf(command: SentCommand): string {
  return command.kind === 'performCall' ? command.call.step : command.step;
}
