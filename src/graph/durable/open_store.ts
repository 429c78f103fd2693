/**
 * What state that outlives the process is kept in. A store holds cells by actor and name, writes them all or nothing, and is one
 * graph's alone for as long as it is open.
 *
 * @module
 */
import type { DurableSettings, KeptCell, StateChanges } from "../options/mod.ts";

/**
 * Why a store holds nothing: it was made just now, it was there without content, or it has nothing, be that as it may. `null` if it holds
 * something, or could.
 */
export type Beginning = "made" | "empty" | "bare" | null;

/** An open store. */
export interface OpenStore {
  readonly began: Beginning;
  /** All that is kept. */
  read(): readonly KeptCell[];
  /**
   * Puts cells and drops others, all or nothing. It is over once a power failure cannot take it back. A store that can do that at once
   * returns nothing; no other write begins before one is over.
   *
   * @throws {DurableWriteError} or any other error, if that cannot be
   */
  write(changes: StateChanges, signal: AbortSignal): void | Promise<void>;
  /** What has become of it since the last write that is not this object's doing: what follows on "it". */
  tampering(): string | undefined;
  /** Lets go of it. What is written is found by the next opening. */
  close(signal: AbortSignal): void | Promise<void>;
}

/** Where a graph's state is kept, and how that is opened. */
export interface StoreKind {
  /** What it is called in the log and in faults, as {@link titleOf} says. */
  readonly title: string;
  /**
   * Opens the store, or makes it, and loads what that takes.
   *
   * @param isAnew Whether all that is to be kept is written next, in the place of a store that was open and is gone: then what is
   * missing in it does no harm.
   * @throws {OpenError} or any other error, if that cannot be; the message says why and what to do
   */
  open(signal: AbortSignal, isAnew: boolean): OpenStore | Promise<OpenStore>;
}

/** What a place for state is called. */
export function titleOf({ file, folder, store }: DurableSettings): string {
  if (store !== undefined) return `durable store "${store.name}"`;
  return folder === undefined ? `durable file "${file}"` : `durable folder "${folder}"`;
}

/** A store cannot be opened, for several reasons perhaps. Each says what to do. */
export class OpenError extends Error {
  override readonly name = "OpenError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("; "));
    this.faults = faults;
  }
}

/** Cells could not be written. Its message says why, and what to do. */
export class DurableWriteError extends Error {
  override readonly name = "DurableWriteError";
  /** Whether the store itself is damaged: to write to it once more makes no sense before it is another one. */
  readonly isDamaged: boolean;

  /** `cause` is what was thrown. */
  constructor(message: string, { cause, isDamaged }: { cause: unknown; isDamaged: boolean }) {
    super(message, { cause });
    this.isDamaged = isDamaged;
  }
}
