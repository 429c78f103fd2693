import type { Condition, Outlook } from "../channel/condition.ts";
import type { Inbox } from "../inbox/inbox.ts";
import { ItemQueue } from "../inbox/item_queue.ts";
import { filled, optionFaults, type Schema, throwLastingFaults, whole } from "../option_faults.ts";
import { OwnCondition } from "./conditions.ts";

/** How much an inbox holds. */
export interface InboxOptions {
  /**
   * How many items it holds at most, those that the turn under way has taken included, from 1 to 16,777,216. At a stop these are
   * still to be taken.
   *
   * @default {64}
   */
  readonly capacity?: number;
  /**
   * How many may wait for room at most, from 0 to 16,777,216. One more is refused at once: whoever asks is told that it is too much,
   * instead of waiting for what will come too late.
   *
   * @default {1_024}
   */
  readonly maxWaiting?: number;
}

const MOST = 2 ** 24;

/** What is known of {@link InboxOptions}. */
export const INBOX_OPTIONS: Schema<InboxOptions, keyof InboxOptions> = {
  capacity: { check: whole(1, MOST), default: 64 },
  maxWaiting: { check: whole(0, MOST), default: 1024 },
};

/** An inbox of one generation of an actor. */
export class OwnInbox<T, A> extends ItemQueue<T, A> implements Inbox<T, A> {
  #avail: ItemsAvail | undefined;

  /**
   * @param actor its label, for errors
   * @throws what is wrong with the options, all of it
   */
  constructor(actor: string, options: InboxOptions) {
    const what = `an inbox of actor "${actor}"`;
    throwLastingFaults(`open ${what}`, optionFaults(INBOX_OPTIONS, options));
    const measures = filled<InboxOptions, keyof InboxOptions>(INBOX_OPTIONS, options);
    super({ doing: `put into ${what}`, never: "it was never taken" }, {
      ...measures,
      heedsStop: true,
    });
  }

  avail(items = 1): Condition {
    if (this.#avail?.items === items) return this.#avail;
    if (!(items >= 1 && items <= this.capacity)) {
      throw new RangeError(
        `Cannot wait for items of an inbox: ${items} asked for, give 1 to its capacity ${this.capacity}`,
      );
    }
    return this.#avail = new ItemsAvail(this, items);
  }

  closedAndEmpty(): Condition {
    return new ItemsOver(this);
  }
}

type Stock = Pick<OwnInbox<unknown, unknown>, "availUnits" | "backlog" | "isClosed">;

/** A condition over what code outside of the turns brings: only that code can bring it about, and it asks for a look. */
abstract class ItemsCondition extends OwnCondition {
  protected readonly stock: Stock;

  constructor(stock: Stock) {
    super();
    this.stock = stock;
  }

  override outside(): boolean {
    return !this.stock.isClosed;
  }

  override outlook(): Outlook {
    return this.stock.isClosed && this.stock.backlog === 0 ? "nothing" : "something";
  }
}

/** A number of items is there. */
class ItemsAvail extends ItemsCondition {
  readonly items: number;

  constructor(stock: Stock, items: number) {
    super(stock);
    this.items = items;
  }

  override met(): boolean {
    return this.stock.availUnits >= this.items;
  }

  override hopeless(): boolean {
    return this.stock.isClosed && this.stock.backlog < this.items;
  }
}

/** Nothing will ever come again. */
class ItemsOver extends ItemsCondition {
  override met(): boolean {
    return this.stock.isClosed && this.stock.backlog === 0;
  }
}
