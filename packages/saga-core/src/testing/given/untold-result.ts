/** That a saga needs a result that nobody told. @internal */
class UntoldResult extends Error {
  constructor(path: string) {
    super(`nobody told ${path}`);
    this.name = 'UntoldResult';
  }
}

/** Notes what of untold results is read, and in what way that decides something. @internal */
export interface UntoldReader {
  /** A condition or a list is being asked: what it reads of an untold result would be decided by chance. */
  readonly isDeciding: () => boolean;
  readonly read: (path: string) => void;
}

/**
 * Stands for a result that a sentence does not tell: it can be passed on, and each of its members too, as `‹createOrder.total›`.
 * What would look into it, count with it or decide by it fails instead, as it would get a value that nobody gave.
 * @internal
 */
export function untoldResult(path: string, reader: UntoldReader): unknown {
  const fail = () => {
    reader.read(path);
    throw new UntoldResult(path);
  };
  return new Proxy(Object.create(null), {
    get(_target, member) {
      if (member === 'toJSON') return () => `‹${path}›`;
      if (member === Symbol.toPrimitive) return (hint: string) => (hint === 'string' ? `‹${path}›` : fail());
      // Asked by the language (awaiting, printing), never for a member of a result.
      if (member === 'then') return undefined;
      const name = `${path}.${String(member)}`;
      reader.read(name);
      if (typeof member === 'symbol') return undefined;
      if (reader.isDeciding()) throw new UntoldResult(name);
      return untoldResult(name, reader);
    },
    ownKeys: fail,
    has: fail,
  });
}
