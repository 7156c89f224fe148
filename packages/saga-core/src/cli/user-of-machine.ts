import { userInfo } from 'node:os';

/** Who uses this machine; `undefined` where that user has no name, as in a container. */
export function userOfMachine(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
