/** Something to be put in the place of a property, for a while. */
export interface Cover {
  readonly of: object;
  readonly key: PropertyKey;
  /** What it is then. */
  readonly by: { readonly value: unknown } | { readonly get: () => unknown };
  /** What must be there before, or it is left as it is: a test may have put something of its own there, which is no machine's. */
  readonly over?: PropertyDescriptor | undefined;
}

/** A function of the machine. */
export type MachineCall = (this: unknown, ...args: unknown[]) => unknown;

/** The property as an object has it, itself or from another. */
export function descriptorOf(of: object, key: PropertyKey): PropertyDescriptor | undefined {
  for (let owner: object | null = of; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

/** Puts all of them in place. The result puts back what was there. */
export function putOn(covers: readonly Cover[]): () => void {
  const before = covers.filter(isThere).map(({ of, key, by }) => {
    const own = Object.getOwnPropertyDescriptor(of, key);
    const enumerable = own?.enumerable ?? false;
    const set = (value: unknown) => void Object.defineProperty(of, key, { value, ...FREE });
    const kind = "get" in by ? { set } : { writable: true };
    Object.defineProperty(of, key, { ...by, ...kind, enumerable, configurable: true });
    return { of, key, own };
  });
  return () => {
    for (const { of, key, own } of before) {
      if (own === undefined) Reflect.deleteProperty(of, key);
      else Object.defineProperty(of, key, own);
    }
  };
}

const FREE = { configurable: true, enumerable: true, writable: true } as const;

function isThere({ of, key, over }: Cover): boolean {
  if (over === undefined) return true;
  const now = descriptorOf(of, key);
  return now?.value === over.value && now?.get === over.get;
}
