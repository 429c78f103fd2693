/** A typed array as slices need it. */
export interface SliceArray {
  /** Number of elements. */
  readonly length: number;
}

/** The typed arrays that slices are made of. */
export interface Sliceable<A> extends SliceArray {
  /** A view on some of the elements. */
  subarray(start: number, end: number): A;
}

/**
 * The part of a ring that begins at `cursor` and has `count` slots: one view, or two where it goes round the end; none if
 * it is empty.
 */
export function ringSlices<A>(
  slots: Sliceable<A>,
  mask: number,
  cursor: number,
  count: number,
  width = 1,
): A[] {
  if (count === 0) return [];
  const start = cursor & mask;
  const first = Math.min(count, mask + 1 - start);
  const head = slots.subarray(start * width, (start + first) * width);
  return first === count ? [head] : [head, slots.subarray(0, (count - first) * width)];
}

/** A view on a ring's slots, in typed arrays of any element. */
interface View {
  readonly length: number;
  readonly buffer: ArrayBufferLike;
  slice(): View;
  subarray(start: number, end: number): View;
  set(source: unknown, at: number): void;
}

const MOST_LOANS = 256;

/** A view that was asked for, and the copy that was given. */
interface Part {
  readonly view: View;
  readonly copy: View;
  /** Place of its first element among the elements of the loan. */
  readonly from: number;
}

/** The copies given at one call, of messages from `cursor` on; `width` elements each. */
interface Loan {
  readonly cursor: number;
  readonly width: number;
  readonly parts: readonly Part[];
}

/**
 * What a checked channel gives its program in place of views on the ring: copies, which are taken away when the turn
 * commits that takes or sends one of their messages. A slice that is kept longer is then empty, and its methods throw: without the
 * check it would show, or overwrite, other messages.
 */
export class SliceLoans {
  #loans: Loan[] = [];

  /** Gives copies of `views`, which show the messages from `cursor` on. */
  lend<A>(views: readonly A[], cursor: number, width: number): A[] {
    let from = 0;
    const parts = (views as readonly unknown[] as readonly View[]).map((view): Part => {
      const part = { view, copy: view.slice(), from };
      from += view.length;
      return part;
    });
    this.#loans.push({ cursor, width, parts });
    // A program that looks again and again, and takes nothing, does not use them all.
    if (this.#loans.length > MOST_LOANS) this.#loans.shift();
    return parts.map(({ copy }) => copy) as unknown[] as A[];
  }

  /** Writes `messages` messages from `cursor` on into the ring, as the program has left them in its copies. */
  giveBack(cursor: number, messages: number): void {
    for (const { cursor: first, width, parts } of this.#loans) {
      const start = ((cursor - first) | 0) * width;
      const end = start + messages * width;
      for (const { view, copy, from } of parts) {
        const low = Math.max(start - from, 0);
        const high = Math.min(end - from, view.length);
        if (low < high) view.set(copy.subarray(low, high), low);
      }
    }
  }

  /** Takes away the copies of messages before `cursor`, which the turn has published. */
  settle(cursor: number): void {
    this.#loans = this.#loans.filter((loan) => {
      if (((cursor - loan.cursor) | 0) <= 0) return true;
      takeAway(loan);
      return false;
    });
  }

  /**
   * Leaves everything to a program whose generation is over. What it does with its copies reaches nobody, and an error that it
   * meets there could not be told from somebody else's.
   */
  forget(): void {
    this.#loans = [];
  }

  /** Takes everything away. */
  end(): void {
    this.#loans.splice(0).forEach(takeAway);
  }
}

function takeAway({ parts }: Loan): void {
  for (const { copy } of parts) (copy.buffer as ArrayBuffer).transfer();
}
