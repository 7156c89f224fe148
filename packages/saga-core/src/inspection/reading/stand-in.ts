/** What a mapping reads, as far as it matters here. */
export type Source = 'input' | 'item' | 'result' | 'results' | 'runKey' | 'sagaId' | 'key' | 'itemKey';

/** From what each stand-in was taken. */
const sources = new WeakMap<object, Source>();

/** What a value stands for; `undefined` of one that is no stand-in. */
export function sourceOf(value: unknown): Source | undefined {
  return isObject(value) ? sources.get(value) : undefined;
}

/**
 * Stands for a value that is not known before a saga runs: whatever a mapping does with it (reads a member, calls it, goes
 * through it, counts with it) gives something again, and `read` is told, which may throw. Of a list it is one with a single item, of
 * an object one with a single member.
 */
export function standIn(source: Source, read: (source: Source) => void): unknown {
  // A function, so that it can be called; an arrow, which has no member that a proxy would have to show.
  const target = () => undefined;
  const again = () => standIn(source, read);
  const proxy: object = new Proxy(target, {
    get(_target, member) {
      read(source);
      if (member === 'one' && Object.hasOwn(target, member)) return Reflect.get(target, member) as unknown;
      if (member === Symbol.toPrimitive) return (hint: string) => (hint === 'number' ? 1 : '1');
      if (member === Symbol.iterator)
        return function* () {
          yield again();
        };
      // Awaiting asks for it, and a mapping does not wait.
      if (member === 'then' || typeof member === 'symbol') return undefined;
      if (member === 'length') return 1;
      if (member === 'toJSON') return () => '1';
      return again();
    },
    apply(_target, _self, parameters: readonly unknown[]) {
      read(source);
      // A callback sees what it would be called with; what it gives may be what the call gives.
      const made = parameters.flatMap((parameter) =>
        typeof parameter === 'function' && sourceOf(parameter) === undefined
          ? [parameter(again(), again(), again())]
          : [],
      );
      return made.length === 1 && isObject(made[0]) ? [made[0]] : again();
    },
    construct: () => {
      read(source);
      return proxy;
    },
    has: () => {
      read(source);
      return true;
    },
    ownKeys: () => {
      // Freezing asks for them as well, and reads nothing by that.
      if (Object.isExtensible(target)) read(source);
      return ['one'];
    },
    getOwnPropertyDescriptor: (_target, member) =>
      Object.isExtensible(target)
        ? { value: again(), enumerable: true, configurable: true, writable: true }
        : Reflect.getOwnPropertyDescriptor(target, member),
    // A proxy that can't be extended has to show the members of its target, and no others.
    preventExtensions: () => {
      for (const member of Reflect.ownKeys(target)) Reflect.deleteProperty(target, member);
      Object.assign(target, { one: again() });
      return Reflect.preventExtensions(target);
    },
  });
  sources.set(proxy, source);
  return proxy;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
