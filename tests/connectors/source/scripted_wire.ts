/** A wire whose service is a script that the test holds: in the thread of the test, so for rehearsals and simulations. */
import type {
  Pulled,
  RawMessage,
  SourceOpening,
  SourceWire,
  SourceWireKind,
} from "@steady-state/deno/connectors";

const SCRIPTS = Symbol.for("steady-state tests: scripts of services");
const scripts: Map<string, Script> =
  ((globalThis as Record<symbol, unknown>)[SCRIPTS] ??= new Map()) as Map<string, Script>;

/** A message that the service has. */
export interface Scripted {
  readonly origin: string;
  readonly partition?: string;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly fault?: string;
}

/** A service: what it has, what it does, and what it was told. */
export class Script {
  readonly name: string;
  readonly #messages: Scripted[] = [];
  /** Origins it was told of, in that order, again and again if so. */
  readonly settled: string[] = [];
  readonly released: string[] = [];
  /** What each pull asked for. */
  readonly asked: number[] = [];
  /** What each connection was opened, and how it ended. */
  readonly events: string[] = [];
  /** Whether there will be no more than it has. */
  isFinite = false;
  lag: number | undefined;
  /** Called before each of these is done; what it throws is what the wire fails with. */
  onCreate: () => void | Promise<void> = () => {};
  onOpen: (opening: SourceOpening) => void | Promise<void> = () => {};
  onPull: (max: number, signal: AbortSignal) => void | Promise<void> = () => {};
  onSettle: (origins: readonly string[]) => void | Promise<void> = () => {};
  onClose: () => void | Promise<void> = () => {};
  /** Whether the same connection hands over once more what it has handed over and was not told of. */
  #again: Scripted[] = [];
  #next = 0;
  readonly #tasks: (() => void)[] = [];
  #wake = Promise.withResolvers<void>();
  opening: SourceOpening | undefined;

  constructor(name: string) {
    this.name = name;
    scripts.set(name, this);
  }

  static of(name: string): Script {
    const script = scripts.get(name);
    if (script === undefined) throw new Error(`There is no script ${name}`);
    return script;
  }

  /** Adds messages. */
  add(...messages: readonly (Scripted | string)[]): this {
    for (const message of messages) {
      this.#messages.push(typeof message === "string" ? { origin: message } : message);
    }
    this.#rouse();
    return this;
  }

  /** Hands these over again, in the same connection. */
  again(...origins: readonly string[]): void {
    this.#again.push(...this.#messages.filter(({ origin }) => origins.includes(origin)));
    this.#rouse();
  }

  /** Does something where the wire is at home, as its client's callbacks are: the timers that it starts are those of the actor. */
  act(task: () => void): void {
    this.#tasks.push(task);
    this.#rouse();
  }

  #rouse(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  /** From the first that it was not told of. */
  rewind(): void {
    this.#again = [];
    this.#next = 0;
  }

  async pull(max: number, signal: AbortSignal): Promise<Pulled<string>[] | undefined> {
    this.asked.push(max);
    await this.onPull(max, signal);
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener("abort", () => resolve(), { once: true })
    );
    for (;;) {
      for (const task of this.#tasks.splice(0)) task();
      const taken = this.#take(max);
      if (taken.length > 0 || signal.aborted) return taken.map(pulledOf);
      if (this.isFinite) return undefined;
      await Promise.race([this.#wake.promise, aborted]);
    }
  }

  #take(max: number): Scripted[] {
    const taken = this.#again.splice(0, max);
    for (; taken.length < max && this.#next < this.#messages.length; this.#next++) {
      const message = this.#messages[this.#next]!;
      if (!this.settled.includes(message.origin)) taken.push(message);
    }
    return taken;
  }
}

function pulledOf(
  { origin, partition = "p", text = origin, bytes, fault }: Scripted,
): Pulled<string> {
  const raw: RawMessage = {
    bytes: bytes ?? new TextEncoder().encode(text),
    subject: "scripted",
    ...(fault !== undefined && { fault }),
  };
  return { origin, partition, position: origin, raw };
}

class ScriptedWire implements SourceWire<string> {
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
    if (script.lag !== undefined) {
      Object.assign(this, { lag: () => Promise.resolve(script.lag) });
    }
  }

  async open(opening: SourceOpening): Promise<void> {
    this.#script.events.push("open");
    this.#script.opening = opening;
    await this.#script.onOpen(opening);
    this.#script.rewind();
  }

  pull(max: number, signal: AbortSignal): Promise<Pulled<string>[] | undefined> {
    return this.#script.pull(max, signal);
  }

  async settle(messages: readonly Pulled<string>[]): Promise<void> {
    const origins = messages.map(({ position }) => position);
    await this.#script.onSettle(origins);
    this.#script.settled.push(...origins);
  }

  release(messages: readonly Pulled<string>[]): Promise<void> {
    this.#script.released.push(...messages.map(({ position }) => position));
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.#script.events.push("close");
    await this.#script.onClose();
  }
}

/** The kind of scripted wires. */
export const scriptedSource: SourceWireKind<{ script: string; forgets: boolean }, string> = {
  name: "scripted",
  args: { script: "", forgets: false },
  redelivers: ({ forgets }) => !forgets,
  virtual: true,
  faults: ({ script }) => script === "" ? ["its script is not given, name one"] : [],
  async create({ script }) {
    const found = Script.of(script);
    await found.onCreate();
    return new ScriptedWire(found);
  },
};
