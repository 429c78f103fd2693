/** The operations between which another thread may come: all by which threads talk to each other. */
const OPERATIONS = [
  "load",
  "store",
  "exchange",
  "compareExchange",
  "add",
  "or",
  "notify",
  "waitAsync",
] as const;

type Operations = Record<typeof OPERATIONS[number], (...args: never[]) => unknown>;

/**
 * Does `run`, and all of `other` just before the atomic operation of `run` with that number, as if a second thread had
 * come in between. Returns whether `run` has so many operations; `other` comes last if not.
 */
export function interrupt(at: number, run: () => void, other: () => void): boolean {
  const atomics = Atomics as unknown as Operations;
  const originals = { ...Object.fromEntries(OPERATIONS.map((name) => [name, atomics[name]])) };
  let left = at;
  let reached = false;

  function restore(): void {
    Object.assign(atomics, originals);
  }

  for (const name of OPERATIONS) {
    atomics[name] = (...args) => {
      if (left-- === 0) {
        reached = true;
        restore();
        other();
      }
      return originals[name]!.apply(Atomics, args);
    };
  }
  try {
    run();
  } finally {
    restore();
  }
  if (!reached) other();
  return reached;
}

/** Calls `check` with each way in which `other` can come between the operations of `run`, and before and after them. */
export async function everyInterleaving(
  check: (play: (run: () => void, other: () => void) => void) => void | Promise<void>,
): Promise<void> {
  let more = true;
  for (let at = 0; more; at++) {
    await check((run, other) => more = interrupt(at, run, other));
  }
}
