/** A transaction of the server, as far as it has come. */
export interface CommittedTransaction {
  /** Where its commit is, as text. */
  readonly commit: string;
  /** When that was, in milliseconds since 1970. */
  readonly at: number;
  /** How many of its changes have come. */
  changes: number;
  /** How many of them are settled. */
  settled: number;
  /** Where it ends, once all of it has come. */
  endLsn: bigint | undefined;
}

/** A change's place in its transaction, and whether it is settled. */
export interface ChangePosition {
  readonly transaction: CommittedTransaction;
  isSettled: boolean;
}

/**
 * Knows how far the server may be told that all is done: to the end of the last transaction of which, and of all before, every change is
 * settled. The server hands over what comes after that, whole transactions always.
 */
export class CommittedTransactions {
  readonly #open: CommittedTransaction[] = [];
  #confirmed: bigint;

  constructor(confirmed: bigint) {
    this.#confirmed = confirmed;
  }

  /** Up to where all is done. */
  get confirmed(): bigint {
    return this.#confirmed;
  }

  /** A transaction begins to come. */
  begin(commitLsn: bigint, at: number): void {
    this.#open.push({
      commit: lsnText(commitLsn),
      at,
      changes: 0,
      settled: 0,
      endLsn: undefined,
    });
  }

  /** A change of the last transaction has come. */
  change(): { readonly origin: string; readonly at: number; readonly position: ChangePosition } {
    const transaction = this.#open.at(-1);
    if (transaction === undefined) throw new Error("Cannot read a change outside of transactions");
    const origin = `${transaction.commit}/${transaction.changes++}`;
    return { origin, at: transaction.at, position: { transaction, isSettled: false } };
  }

  /** All of the last transaction has come. */
  commit(endLsn: bigint): void {
    const transaction = this.#open.at(-1);
    if (transaction !== undefined) transaction.endLsn = endLsn;
    this.#advance();
  }

  /** The server has nothing more to send up to `lsn`. */
  idle(lsn: bigint): void {
    if (this.#open.length === 0 && lsn > this.#confirmed) this.#confirmed = lsn;
  }

  /** A change is done for good. */
  settle(position: ChangePosition): void {
    if (position.isSettled) return;
    position.isSettled = true;
    position.transaction.settled++;
    this.#advance();
  }

  #advance(): void {
    let done = 0;
    for (const { changes, settled, endLsn } of this.#open) {
      if (endLsn === undefined || settled < changes) break;
      this.#confirmed = endLsn;
      done++;
    }
    this.#open.splice(0, done);
  }
}

/** A place in the server's log as the server writes it: `0/16B3748`. */
export function lsnText(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xffffffffn).toString(16)}`.toUpperCase();
}

/** A place in the server's log, out of its text. */
export function lsnOf(text: string): bigint {
  const [high, low] = text.split("/");
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}
