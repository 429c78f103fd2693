import type { Actor } from "@steady-state/deno/actor";
import { Fate } from "./fate.ts";
import type { FaultKind, FaultPoint } from "./fault_kinds.ts";

/** A commit of a few ends and a state takes about as many. */
const STORES_OF_A_COMMIT = 8;

/**
 * Ends the worker after so many more of the stores by which turns are committed: between any two of them, the successor must
 * find what it needs to finish the turn, or to forget it.
 */
function exitAfterStores(stores: number): void {
  const store = Atomics.store as (words: Int32Array, index: number, value: number) => number;
  Atomics.store = ((words: Int32Array, index: number, value: number): number => {
    const stored = store(words, index, value);
    if (--stores === 0) {
      Deno.exit(3);
      for (;;) { /* the thread is ended here */ }
    }
    return stored;
  }) as typeof Atomics.store;
}

const scope = globalThis as unknown as { close(): void; postMessage(message: unknown): void };

/** What an actor's code may post, on purpose or not: nothing of it may be believed, or hurt. */
const NONSENSE: readonly unknown[] = [
  { type: "ended", actor: 0, generation: 0 },
  { type: "crashed", actor: 0, generation: 0, error: null, underWork: 3 },
  { type: "retired", actor: -1, generation: {} },
  { type: "log", text: "x" },
  { type: "deadLetter", actor: 1e9 },
  { type: "stop", actor: 0, reason: "because" },
  { type: "uncaught" },
  { type: "loaded" },
  null,
  "text",
];

/** What the doom needs of its actor. */
export interface Doomed extends Pick<Actor, "clock" | "commit"> {
  readonly state: Record<string, unknown>;
}

/** Leads an actor through its fate: at each point of its turns it may die. */
export class Doom {
  readonly #fate: Fate;
  readonly #actor: Doomed;
  readonly #call: () => unknown;
  readonly #meddle: () => void;
  #doomed = false;

  /**
   * @param call any verb of a channel, for the actor that hangs while it calls the framework
   * @param meddle what a timer does that an actor has left behind, again and again
   */
  constructor(
    actor: Doomed,
    memory: SharedArrayBuffer,
    call: () => unknown,
    meddle: () => void = () => {},
  ) {
    this.#actor = actor;
    this.#fate = new Fate(memory);
    this.#call = call;
    this.#meddle = meddle;
  }

  /** The actor comes to a point of its turn. Resolves if it lives on. */
  at(point: FaultPoint): Promise<void> | undefined {
    const now = this.#actor.clock.now();
    // A message was taken: the successor is at work.
    if (point === "after take" && !this.#doomed) this.#fate.took(now);
    const kind = this.#fate.visit(point, now);
    if (kind === undefined) return undefined;
    if (kind === "posts of its own") return void NONSENSE.forEach((one) => scope.postMessage(one));
    this.#doomed = true;
    return this.#strike(kind, now);
  }

  /** Leaves something behind that changes the state and commits, again and again, while the successor is at work. */
  #goOn(): void {
    const { state } = this.#actor;
    let left = 20;
    const timer = setInterval(() => {
      if (--left === 0) clearInterval(timer);
      for (const name of Object.keys(state)) {
        if (typeof state[name] === "number") (state[name] as number)++;
      }
      try {
        this.#meddle();
        this.#actor.commit();
      } catch {
        // As it must be: its generation is over.
      }
    }, 1);
  }

  #strike(kind: FaultKind, now: number): Promise<void> | undefined {
    const error = new Error(`fault: ${kind}`);
    switch (kind) {
      case "throw, and go on":
        this.#goOn();
        throw error;
      case "unhandled rejection":
        Promise.reject(error);
        return undefined; // It goes on until the error is found.
      case "error in a timer":
        setTimeout(() => {
          throw error;
        }, 0);
        return undefined;
      case "self.close()":
        scope.close();
        break;
      case "Deno.exit()":
        Deno.exit(3);
        break;
      case "exit in mid-commit":
      case "exit in the last commit":
        exitAfterStores(1 + Math.floor(now % STORES_OF_A_COMMIT));
        return undefined;
      case "hang":
        for (;;) { /* never comes back */ }
      case "hang in calls":
        for (;;) this.#call();
      case "hang in an await":
        break;
      default:
        throw error;
    }
    return new Promise<never>(() => {});
  }
}
