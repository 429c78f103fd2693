import { isLockWanted, takeLock } from "../life_lock.ts";
import { Countdown } from "../host_time.ts";
import { systemWorld } from "../world.ts";
import { bounded } from "./bounded.ts";
import { InspectorLink, InspectorUnavailable } from "./inspector_link.ts";

/** The lock of the process's one inspector: other threads of the process may be using it. */
const INSPECTOR_LOCK = "steady-state inspector";

/**
 * The connection to the process's one inspector. Whoever uses it at the same time shares it, and the last of them closes it.
 */
export class SharedInspector {
  #link: Promise<InspectorLink> | undefined;
  #release: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  /** Resolves when the connection that there is now is closed. */
  #free: PromiseWithResolvers<void> = Promise.withResolvers();
  #users = 0;
  readonly #patient = new Set<() => void>();

  /**
   * Connects, or joins who is connected. Call {@link SharedInspector.leave} whatever comes of it. Rejects with an
   * `InspectorUnavailable`.
   */
  async join(): Promise<InspectorLink> {
    this.#users++;
    await this.#closing;
    this.#link ??= this.#open();
    return await this.#link;
  }

  /** Gives the connection up, and waits until nobody has one any more, for `patienceMs` at most where others go on using it. */
  async leave(patienceMs = 0): Promise<void> {
    if (--this.#users === 0) await this.#close();
    const patience = new Countdown(systemWorld, patienceMs, () => {});
    while (this.#users > 0 && patience.leftMs > 0) {
      await bounded(this.#free.promise, patience.leftMs);
    }
    patience.cancel();
  }

  async #close(): Promise<void> {
    const link = this.#link;
    const free = this.#free;
    this.#link = undefined;
    this.#free = Promise.withResolvers();
    this.#closing = link?.then((link) => link.close(), () => {}).finally(this.#release);
    await this.#closing;
    free.resolve();
  }

  /**
   * Makes profiles, which can wait, give the connection up: a thread is to be ended, and its successor cannot start while anybody is
   * connected.
   */
  hurry(): void {
    for (const listener of this.#patient) listener();
  }

  /** Calls `listener` when somebody is in a hurry; the result ends that. */
  onHurry(listener: () => void): () => void {
    this.#patient.add(listener);
    return () => this.#patient.delete(listener);
  }

  /** Whether another thread of the process waits for the inspector. */
  isWanted(): Promise<boolean> {
    return isLockWanted(INSPECTOR_LOCK);
  }

  async #open(): Promise<InspectorLink> {
    this.#release = await takeLock(INSPECTOR_LOCK);
    return await InspectorLink.open();
  }
}

/** The inspector of this process. */
export const sharedInspector: SharedInspector = new SharedInspector();

/** The thread whose entry URL has that fragment. Rejects with an `InspectorUnavailable` if there is not exactly one. */
export async function findTarget(
  link: InspectorLink,
  id: string,
  withinMs: number,
): Promise<string> {
  const targets = await bounded(link.targets(id), withinMs);
  if (targets === undefined) throw new InspectorUnavailable("the inspector does not answer");
  const [target, another] = targets;
  if (target === undefined) throw new InspectorUnavailable("the inspector does not know it");
  if (another !== undefined) {
    throw new InspectorUnavailable("another worker was started with the URL of its entry");
  }
  return target;
}
