/**
 * What state that outlives the process is kept in. A store holds cells by actor and name, writes them all or nothing, and is one
 * graph's alone for as long as it is open.
 *
 * @module
 */

/** Which cell of which actor. */
export interface CellName {
  /** The actor's label. */
  readonly actor: string;
  readonly cell: string;
}

/** A state cell in the store. */
export interface KeptCell extends CellName {
  /** Name of the cell's kind. */
  readonly kind: string;
  /** As {@link writeCell} writes it. */
  readonly value: string;
}

/** An open store. */
export interface DurableStore {
  /** Why it holds nothing: it was made just now, or it was there without content. `null` if it holds something, or could. */
  readonly began: "made" | "empty" | null;
  /** All that is kept. */
  read(): KeptCell[];
  /**
   * Puts cells and drops others, all or nothing. Returns once a power failure cannot take it back.
   *
   * @throws {DurableWriteError} if that cannot be; nothing has changed then
   */
  write(put: readonly KeptCell[], drop: readonly CellName[]): void;
  /** What has become of it since the last write that is not this object's doing: what follows on "it". */
  tampering(): string | undefined;
  /** Lets go of it. Never throws: what is written is found by the next opening. */
  close(): void;
}

/** A way to keep state: how its stores are opened. */
export interface StoreKind {
  /**
   * Opens a store, or makes it, and loads what that takes.
   *
   * @throws {Error} if that cannot be; the message says why and what to do
   */
  open(path: string): Promise<DurableStore>;
  /** As `open`, once that was called in this thread: what is in the place of a store that is gone is opened between two writes. */
  openAgain(path: string): DurableStore;
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
