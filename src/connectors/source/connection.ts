import { any } from "../../actor/mod.ts";
import type { SourceOpening, SourceWire, WireWorld } from "../wire.ts";
import { WireCall, WireFailure } from "./wire_call.ts";
import type { SourceActor } from "./source_state.ts";

/** How long a wire may take to connect, in milliseconds. */
const OPEN_MS = 30_000;
/** How long it may take to leave. */
const CLOSE_MS = 2_000;

/** One wire, from its opening to its close. */
export class Connection {
  readonly wire: SourceWire;
  readonly #actor: SourceActor<never>;
  readonly #world: WireWorld;
  readonly #opening = new AbortController();

  constructor(actor: SourceActor<never>, wire: SourceWire, world: WireWorld) {
    this.#actor = actor;
    this.wire = wire;
    this.#world = world;
  }

  /**
   * Connects.
   *
   * @returns `false` if a stop was asked for before it had come to anything
   * @throws {WireFailure} if it has failed
   */
  async open(rest: Pick<SourceOpening, "giveUp" | "lost">): Promise<boolean> {
    const actor = this.#actor;
    const { signal } = this.#opening;
    const log = (line: string) => actor.log.info(line);
    const opening = new WireCall(
      called(() => this.wire.open({ signal, world: this.#world, log, ...rest })),
    );
    const late = actor.timeout(OPEN_MS);
    await actor.wait(any(actor.settled(opening.over), actor.stopping(), late));
    if (!opening.isOver) {
      if (!late.met()) return false;
      throw new WireFailure(new Error(`no connection after ${OPEN_MS / 1000} seconds`));
    }
    opening.result();
    return true;
  }

  /** Leaves the service. Never throws. Commits nothing, since it may be because of an error in the middle of a turn. */
  async close(): Promise<void> {
    this.#opening.abort(new DOMException("The connection is given up", "AbortError"));
    const patience = new AbortController();
    const left = called(() => this.wire.close()).catch((error) =>
      this.#actor.log.warn(`cannot close the connection in good order: ${error}`)
    );
    await Promise.race([left, this.#world.pause(CLOSE_MS, patience.signal)]);
    patience.abort();
  }
}

/** Calls, with whatever it throws in the promise. */
export async function called<T>(call: () => Promise<T>): Promise<T> {
  return await call();
}
