import type { World } from "../../world.ts";
import type { LogLevel } from "../../log_level.ts";
import { readCell, scratchFor, StoredCells, writeCell } from "../../state/stored_cells.ts";
import { committedTurn, readCommitted } from "../../turn/snapshot.ts";
import { DurableFile } from "./durable_file.ts";
import {
  type CellName,
  type DurableStore,
  DurableWriteError,
  type KeptCell,
  type StoreKind,
} from "./durable_store.ts";
import type { DurableOptions } from "../options/mod.ts";
import type { GraphPlan, PlannedActor } from "../plan/mod.ts";

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
  /** The stored form of each cell that is in the file, by number. */
  written: readonly unknown[];
}

/** What a write is to bring to the file. */
interface PendingWrite {
  readonly actor: KeptActor;
  readonly turn: number;
  readonly stored: readonly unknown[];
  readonly put: readonly KeptCell[];
}

/** Keeps the state of a graph's durable actors in a file, and gives it to them at the start. */
export class DurableState {
  readonly #path: string;
  readonly #stores: StoreKind;
  readonly #everyMs: number;
  readonly #world: World;
  readonly #region: SharedArrayBuffer;
  readonly #actors: readonly KeptActor[];
  readonly #log: (level: LogLevel, text: string) => void;
  /** All that the file is to hold as of the last write, by actor and cell: in case it must be made anew. */
  readonly #content = new Map<string, KeptCell>();
  /** Cells in the file that no actor has any more. */
  #gone: CellName[] = [];
  #file: DurableStore | undefined;
  #endWait: (() => void) | undefined;
  /** What has become of the file, if it must be opened anew: what follows on "it". */
  #trouble = "";
  /** Why the last write failed; `null` if it did not. */
  #fault: string | null = null;
  /** The failures that were told since the last write that did not fail: two of them may alternate, and each is told once. */
  readonly #told = new Set<string>();

  constructor(
    { region, actors }: GraphPlan,
    { file, everyMs }: Required<DurableOptions>,
    log: (level: LogLevel, text: string) => void,
    world: World,
    stores: StoreKind = DurableFile,
  ) {
    this.#world = world;
    this.#path = file;
    this.#stores = stores;
    this.#everyMs = everyMs;
    this.#region = region;
    this.#log = log;
    const durable = actors.filter(({ durable }) => durable);
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
   * Opens the file and makes what it keeps the initial state. Before any worker starts. Returns why that cannot be; it is to be
   * closed then too.
   */
  async load(): Promise<string[]> {
    try {
      this.#file = await this.#stores.open(this.#path);
    } catch (error) {
      return [`cannot open durable file "${this.#path}": ${(error as Error).message}`];
    }
    const { began } = this.#file;
    if (began === "empty") {
      this.#log("warn", `durable file "${this.#path}" is empty: every durable actor begins anew`);
    } else if (began === "made") {
      this.#log("info", `durable file "${this.#path}" is new: every durable actor begins anew`);
    }
    try {
      return this.#preset(this.#file.read());
    } catch (error) {
      return [`cannot read durable file "${this.#path}": ${(error as Error).message}`];
    }
  }

  #preset(kept: readonly KeptCell[]): string[] {
    const faults: string[] = [];
    const strangers = new Set<string>();
    for (const one of kept) {
      this.#content.set(nameOf(one), one);
      const actor = this.#actors.find(({ label }) => label === one.actor);
      if (actor === undefined) strangers.add(one.actor);
      else faults.push(...this.#presetCell(actor, one));
    }
    if (strangers.size > 0) {
      const names = [...strangers].map((label) => `"${label}"`).join(", ");
      this.#log(
        "info",
        `durable file "${this.#path}" also keeps ${names}, no durable actors of this graph: left as they are`,
      );
    }
    return faults;
  }

  #presetCell({ label, plan }: KeptActor, { cell, kind, value }: KeptCell): string[] {
    const spec = plan.state.cells.find(({ name }) => name === cell);
    const where = `cell "${cell}" of actor "${label}" in durable file "${this.#path}"`;
    if (spec === undefined) {
      this.#gone.push({ actor: label, cell });
      this.#content.delete(nameOf({ actor: label, cell }));
      this.#log("warn", `${where} is no part of the actor's state any more: dropped`);
      return [];
    }
    const advice = "or give the cell another name to begin anew";
    if (spec.kind !== kind) {
      return [`${where} is a ${kind}, the actor's is a ${spec.kind}, make them the same ${advice}`];
    }
    const read = readCell(spec, value);
    if ("fault" in read) return [`${where} ${read.fault} ${advice}`];
    // The plan's own object, which no worker has been sent yet.
    Object.assign(spec, { initial: read.value });
    return [];
  }

  /** Writes at intervals from now on. */
  begin(): void {
    this.#endWait = this.#world.after(this.#everyMs, () => {
      this.#write();
      this.begin();
    });
  }

  /**
   * Writes for the last time, and lets go of the file. Once the actors' threads are gone. Returns why the last state is not in the
   * file, or `null` if it is.
   */
  close(): string | null {
    this.#endWait?.();
    const hasBegun = this.#endWait !== undefined;
    if (hasBegun) this.#write();
    this.#file?.close();
    if (this.#fault === null) return null;
    const what = `the last state is not in durable file "${this.#path}"`;
    this.#log("error", `${what}: it has that of an earlier turn, if any: ${this.#fault}`);
    return `${what}: ${this.#fault}`;
  }

  /** Writes what has changed, or tells why that cannot be. */
  #write(): void {
    try {
      const tampering = this.#file?.tampering();
      if (tampering !== undefined) this.#letGo(tampering);
      const file = this.#file ?? this.#makeAnew();
      const changes = this.#actors.flatMap((actor) => this.#changeOf(actor) ?? []);
      const put = changes.flatMap(({ put }) => put);
      if (put.length > 0 || this.#gone.length > 0) file.write(put, this.#gone);
      this.#written(changes);
    } catch (error) {
      this.#failed(error as Error);
    }
  }

  #letGo(trouble: string): void {
    this.#trouble = trouble;
    this.#file?.close();
    this.#file = undefined;
  }

  /** Opens whatever is in the file's place, and puts all into it that it is to hold. */
  #makeAnew(): DurableStore {
    let file: DurableStore | undefined;
    try {
      file = this.#stores.openAgain(this.#path);
      file.write([...this.#content.values()], this.#gone);
    } catch (error) {
      file?.close();
      throw new Error(
        `it ${this.#trouble}, and cannot be written anew: ${(error as Error).message}`,
      );
    }
    this.#file = file;
    this.#log(
      "warn",
      `durable file "${this.#path}" ${this.#trouble}: all of the state is in it anew`,
    );
    return file;
  }

  #written(changes: readonly PendingWrite[]): void {
    for (const { actor, turn, stored, put } of changes) {
      actor.turn = turn;
      actor.written = stored;
      for (const one of put) this.#content.set(nameOf(one), one);
    }
    this.#gone = [];
    if (this.#fault === null) return;
    this.#fault = null;
    this.#told.clear();
    this.#log("info", `the state is kept in durable file "${this.#path}" again`);
  }

  #changeOf(actor: KeptActor): PendingWrite | undefined {
    const { label, plan: { journal, state }, cells, written } = actor;
    if (committedTurn(this.#region, journal) === actor.turn) return undefined;
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

  #failed(error: Error): void {
    if (error instanceof DurableWriteError && error.isDamaged) {
      this.#letGo("was damaged while the graph ran");
    }
    this.#fault = error.message;
    if (this.#told.has(error.message)) return;
    this.#told.add(error.message);
    this.#log(
      "error",
      `cannot keep the state in durable file "${this.#path}": ${error.message}; the graph goes on, and it is tried again ` +
        `every ${this.#everyMs} ms`,
    );
  }
}

function nameOf({ actor, cell }: CellName): string {
  return JSON.stringify([actor, cell]);
}
