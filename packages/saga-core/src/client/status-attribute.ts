import type { Client } from '@temporalio/client';
import { statusAttribute } from '../protocol/names.ts';
import { isNoAnswer } from './no-answer.ts';

/** Whether a namespace knows the search attribute for sagas in trouble. Asked once; without an answer asked again next time. */
export class StatusAttribute {
  readonly #client: Client;
  #known: Promise<boolean | undefined> | undefined;

  /** `known` when it needs no asking. */
  constructor(client: Client, known?: boolean) {
    this.#client = client;
    if (known !== undefined) this.#known = Promise.resolve(known);
  }

  /** `undefined` when it can't be asked, or was not answered within these milliseconds. */
  async isKnown(within: number): Promise<boolean | undefined> {
    this.#known ??= this.#ask(within);
    return await this.#known;
  }

  async #ask(within: number): Promise<boolean | undefined> {
    const { connection, options } = this.#client;
    try {
      const { customAttributes } = await connection.withDeadline(Date.now() + within, () =>
        connection.operatorService.listSearchAttributes({ namespace: options.namespace }),
      );
      return statusAttribute in (customAttributes ?? {});
    } catch (error) {
      // A server that does not let clients ask (PERMISSION_DENIED, UNIMPLEMENTED) will not on the next start either.
      if (isNoAnswer(error)) this.#known = undefined;
      return undefined;
    }
  }
}
