/** The part of the Web Locks API that is used here; Deno has it, its types do not. */
interface Locks {
  request(
    name: string,
    options: { readonly signal?: AbortSignal },
    held: () => unknown,
  ): Promise<unknown>;
  query(): Promise<{ readonly pending: readonly { readonly name: string }[] }>;
}

const { locks } = navigator as unknown as { readonly locks: Locks };

/**
 * Holds the lock of that name for as long as this thread lives; resolves once it is held. However the thread dies, its
 * locks are given up: that is the one sign of death which no kind of death can withhold.
 */
export function holdLifeLock(name: string): Promise<void> {
  return new Promise((resolve) => {
    locks.request(name, {}, () => {
      resolve();
      return new Promise<never>(() => {});
    });
  });
}

/** Resolves once this thread holds the lock of that name, and nobody else of the process; gives it up when it is called. */
export function takeLock(name: string): Promise<() => void> {
  return new Promise((taken) => {
    locks.request(name, {}, () => new Promise<void>((release) => taken(release)));
  });
}

/** Whether any thread of the process waits for the lock of that name. */
export async function isLockWanted(name: string): Promise<boolean> {
  const { pending } = await locks.query();
  return pending.some((wanted) => wanted.name === name);
}

/** Name of the life lock of the worker whose entry URL has the fragment `id`. */
export function lifeLockOf(id: string): string {
  return `steady-state ${id}`;
}

/**
 * Resolves when nobody holds the lock of that name any more. The holder must hold it already. Rejects when `signal` says that
 * nobody waits for it.
 */
export async function lifeLockReleased(name: string, signal?: AbortSignal): Promise<void> {
  await locks.request(name, signal ? { signal } : {}, () => {});
}
