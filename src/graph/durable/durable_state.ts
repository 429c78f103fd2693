import type { LogLevel } from "../../log_level.ts";
import { hasPlaceInGraph, tellSavedPlace } from "../../links/jetstream/mod.ts";
import { scratchFor, StoredCells, writeCell } from "../../state/stored_cells.ts";
import { committedTurn, readCommitted } from "../../turn/snapshot.ts";
import type { World } from "../../world.ts";
import type { CellName, DurableSettings, KeptCell, StateChanges } from "../options/mod.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";
import { DurableWriteError, OpenError, type OpenStore, type StoreKind } from "./open_store.ts";
import { patiently, withPatience } from "./patience.ts";
import { presetCells } from "./presets.ts";

/**
 * How often an actor's state is read in a row before it is left for the next time. Of an actor that does nothing but commit, five
 * million times a second, two readings of three fail; while the code is cold, more. An actor with much state commits more slowly
 * than its state is read.
 */
const TRIES = 10_000;

/** An actor whose state is kept. */
interface KeptActor {
  readonly label: string;
  readonly plan: PlannedActor["plan"];
  readonly cells: StoredCells;
  /** The turn that was written last; 0 before the first. */
  turn: number;
  /** The stored form of each cell that is kept, by number; empty if that is not known for certain. */
  written: readonly unknown[];
}

/** What a write is to bring to the store. */
interface PendingWrite {
  readonly actor: KeptActor;
  readonly turn: number;
  readonly stored: readonly unknown[];
  readonly put: readonly KeptCell[];
}

/** The signal of what is part of something that is timed as a whole. */
const NEVER = new AbortController().signal;

/** What is said of a store that holds nothing. */
const BEGINNINGS = {
  made: { level: "info", text: "is new" },
  empty: { level: "warn", text: "is empty" },
  bare: { level: "info", text: "keeps nothing yet" },
} as const;

/**
 * Keeps the state of a graph's durable actors in a store, and gives it to them at the start. One write at a time: each begins when the one
 * before is over, however long that takes.
 */
export class DurableState {
  readonly #kind: StoreKind;
  readonly #everyMs: number;
  readonly #timeoutMs: number;
  readonly #world: World;
  readonly #region: SharedArrayBuffer;
  readonly #actors: readonly KeptActor[];
  readonly #log: (level: LogLevel, text: string) => void;
  /** All that the store is to hold as of the last write, by actor and cell: in case it must be made anew. */
  readonly #content = new Map<string, KeptCell>();
  /** Cells in the store that no actor has any more. */
  #gone: readonly CellName[] = [];
  #store: OpenStore | undefined;
  #endWait: (() => void) | undefined;
  #isClosing = false;
  #isWriting = false;
  /** The last write that was not over at once. */
  #lastWrite: Promise<void> = Promise.resolve();
  /** What has become of the store, if it must be opened anew: what follows on "it". */
  #trouble = "";
  /** Why the last write failed, or is late; `null` if neither. */
  #fault: string | null = null;
  /** The failures that were told since the last write that did not fail: two of them may alternate, and each is told once. */
  readonly #told = new Set<string>();

  constructor(
    { region, actors }: GraphPlan,
    { everyMs, timeoutMs }: DurableSettings,
    log: (level: LogLevel, text: string) => void,
    world: World,
    kind: StoreKind,
  ) {
    this.#world = world;
    this.#kind = kind;
    this.#everyMs = everyMs;
    this.#timeoutMs = timeoutMs;
    this.#region = region;
    this.#log = log;
    const durable = placesFirst(actors.filter(({ durable }) => durable));
    const scratch = scratchFor(durable.map(({ plan }) => plan.state.cells));
    this.#actors = durable.map(({ plan }) => ({
      label: plan.label,
      plan,
      cells: new StoredCells(region, plan.state.at, plan.state.cells, scratch),
      turn: 0,
      written: [],
    }));
  }

  /**
   * Opens the store and makes what it keeps the initial state. Before any worker starts. Returns why that cannot be; it is to be
   * closed then too.
   */
  async load(): Promise<string[]> {
    const { title } = this.#kind;
    try {
      this.#store = await this.#inTime((signal) => this.#kind.open(signal, false), "it");
    } catch (error) {
      return faultsOf(error).map((why) => `cannot open ${title}: ${why}`);
    }
    const { began } = this.#store;
    if (began !== null) {
      const { level, text } = BEGINNINGS[began];
      this.#log(level, `${title} ${text}: every durable actor begins anew`);
    }
    let kept: readonly KeptCell[];
    try {
      kept = this.#store.read();
    } catch (error) {
      return [`cannot read ${title}: ${(error as Error).message}`];
    }
    for (const one of kept) this.#content.set(nameOf(one), one);
    const plans = this.#actors.map(({ plan }) => plan);
    const { faults, gone } = presetCells(kept, plans, title, this.#log);
    this.#gone = gone;
    for (const one of gone) this.#content.delete(nameOf(one));
    return [...faults];
  }

  /** Writes at intervals from now on. */
  begin(): void {
    this.#endWait = this.#world.after(this.#everyMs, () => {
      const write = this.#write();
      if (!this.#isWriting) return this.begin();
      this.#lastWrite = write.then(() => this.#isClosing ? undefined : this.begin());
    });
  }

  /**
   * Writes for the last time, and lets go of the store. Once the actors' threads are gone. Returns why the last state is not kept, or
   * `null` if it is. Takes three times `timeoutMs` at most.
   */
  async close(): Promise<string | null> {
    const { title } = this.#kind;
    this.#isClosing = true;
    this.#endWait?.();
    const hasBegun = this.#endWait !== undefined;
    if (hasBegun) await this.#writeLast();
    try {
      await this.#inTime((signal) => this.#store?.close(signal), "its closing");
    } catch (error) {
      this.#log("warn", `${title} is not closed, what it has open may stay so: ${whyOf(error)}`);
    }
    if (this.#fault === null) return null;
    const what = `the last state is not in ${title}`;
    this.#log("error", `${what}: it has that of an earlier turn, if any: ${this.#fault}`);
    return `${what}: ${this.#fault}`;
  }

  /** One that is under way may be late, but must not come after the last. */
  async #writeLast(): Promise<void> {
    if (this.#isWriting) await this.#settled(this.#lastWrite);
    if (!this.#isWriting) {
      const last = this.#write();
      if (this.#isWriting) await this.#settled(last);
    }
    if (this.#isWriting) this.#fault ??= this.#lateText("a write");
  }

  /** Waits until a write is over, or has had its time. */
  async #settled(write: Promise<void>): Promise<void> {
    // Why it is not, is told by then.
    await this.#inTime(() => write, "a write").catch(() => {});
  }

  /** Writes what has changed, or tells why that cannot be. Never rejects, and is over at once where the store's write is. */
  async #write(): Promise<void> {
    this.#isWriting = true;
    let changes: readonly PendingWrite[] = [];
    try {
      const tampering = this.#store?.tampering();
      if (tampering !== undefined) await this.#letGo(tampering);
      const store = this.#store ?? await this.#patiently(() => this.#makeAnew());
      changes = this.#changesNow();
      const put = changes.flatMap(({ put }) => put);
      if (put.length > 0 || this.#gone.length > 0) {
        const written = this.#patiently((signal) => store.write(this.#changes(put), signal));
        if (written instanceof Promise) await written;
      }
      this.#written(changes);
    } catch (error) {
      // Nobody knows what of it is kept: all cells are put again.
      for (const { actor } of changes) actor.written = [];
      if (error instanceof DurableWriteError && error.isDamaged) {
        await this.#letGo("was damaged while the graph ran");
      }
      this.#failed(whyOf(error), `it is tried again every ${this.#everyMs} ms`);
    } finally {
      this.#isWriting = false;
    }
  }

  async #letGo(trouble: string): Promise<void> {
    this.#trouble = trouble;
    const store = this.#store;
    this.#store = undefined;
    await store?.close(NEVER);
  }

  /** Opens whatever is in the store's place, and puts all into it that it is to hold. */
  async #makeAnew(): Promise<OpenStore> {
    let store: OpenStore | undefined;
    try {
      store = await this.#kind.open(NEVER, true);
      await store.write(this.#changes([...this.#content.values()]), NEVER);
    } catch (error) {
      await store?.close(NEVER);
      throw new Error(`it ${this.#trouble}, and cannot be written anew: ${whyOf(error)}`);
    }
    this.#store = store;
    this.#log("warn", `${this.#kind.title} ${this.#trouble}: all of the state is in it anew`);
    return store;
  }

  #changes(put: readonly KeptCell[]): StateChanges {
    const content = this.#content;
    return {
      put,
      drop: this.#gone,
      get all() {
        const all = new Map(content);
        for (const one of put) all.set(nameOf(one), one);
        return [...all.values()];
      },
    };
  }

  #written(changes: readonly PendingWrite[]): void {
    for (const { actor, turn, stored, put } of changes) {
      actor.turn = turn;
      actor.written = stored;
      for (const one of put) this.#content.set(nameOf(one), one);
      if (hasPlaceInGraph(actor.plan.args)) this.#tellPlace(actor);
    }
    this.#gone = [];
    if (this.#fault === null) return;
    this.#fault = null;
    this.#told.clear();
    this.#log("info", `the state is kept in ${this.#kind.title} again`);
  }

  /**
   * What has changed. The place in a log that an actor has come to is read before the state of those who have what came of it, and left for
   * the next time where the state of one of them is: so no message counts as done that is in no state.
   */
  #changesNow(): readonly PendingWrite[] {
    const changes: PendingWrite[] = [];
    let isAnyLeft = false;
    for (const actor of this.#actors) {
      if (committedTurn(this.#region, actor.plan.journal) === actor.turn) continue;
      const change = this.#changeOf(actor);
      if (change === undefined) isAnyLeft = true;
      else changes.push(change);
    }
    return isAnyLeft ? changes.filter(({ actor }) => !hasPlaceInGraph(actor.plan.args)) : changes;
  }

  /** What has changed of an actor; `undefined` if it was faster than its state could be read. */
  #changeOf(actor: KeptActor): PendingWrite | undefined {
    const { label, plan: { journal, state }, cells, written } = actor;
    const snapshot = readCommitted(this.#region, journal, (mask) => cells.copy(mask), TRIES);
    if (snapshot === undefined) return undefined;
    const { turn } = snapshot;
    const stored = cells.read(snapshot.value);
    const put = state.cells.flatMap(({ name, kind }, i) =>
      Object.is(stored[i], written[i])
        ? []
        : [{ actor: label, cell: name, kind, value: writeCell(stored[i]) }]
    );
    return { actor, turn, stored, put };
  }

  /** Whoever reads a log may remove from it what it has come to as of now. */
  #tellPlace({ label, plan: { args } }: KeptActor): void {
    const kept = (cell: string) => this.#content.get(nameOf({ actor: label, cell }))?.value;
    tellSavedPlace(args, { settledTo: kept("settledTo"), settledLog: kept("settledLog") });
  }

  #failed(fault: string, whatNow: string): void {
    this.#fault = fault;
    if (this.#told.has(fault)) return;
    this.#told.add(fault);
    const what = `cannot keep the state in ${this.#kind.title}: ${fault}`;
    this.#log("error", `${what}; the graph goes on, and ${whatNow}`);
  }

  /** Calls the store, and tells when that takes too long. */
  #patiently<T>(call: (signal: AbortSignal) => T | Promise<T>): T | Promise<T> {
    const onLate = () =>
      this.#failed(this.#lateText("a write"), "the next write begins when this one is over");
    return patiently(this.#world, this.#timeoutMs, call, onLate);
  }

  #inTime<T>(call: (signal: AbortSignal) => T | Promise<T>, what: string): Promise<T> {
    return withPatience(this.#world, this.#timeoutMs, call, this.#lateText(what));
  }

  #lateText(what: string): string {
    return `${what} has taken longer than ${this.#timeoutMs} ms, see what holds it up, or raise durable.timeoutMs`;
  }
}

/** Those that have a place in a log come before the others. */
function placesFirst<T extends { readonly plan: KeptActor["plan"] }>(actors: readonly T[]): T[] {
  const isPlace = ({ plan: { args } }: T) => hasPlaceInGraph(args);
  return [...actors.filter(isPlace), ...actors.filter((actor) => !isPlace(actor))];
}

function nameOf({ actor, cell }: CellName): string {
  return JSON.stringify([actor, cell]);
}

function faultsOf(error: unknown): readonly string[] {
  return error instanceof OpenError ? error.faults : [whyOf(error)];
}

function whyOf(error: unknown): string {
  return (error as Error).message;
}
