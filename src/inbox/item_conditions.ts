import type { Condition, Outlook } from "../channel/condition.ts";

/** What conditions over items look at. */
export interface ItemStock {
  /** How many can be taken now. */
  readonly availUnits: number;
  /** How many there are, those that wait for room included. */
  readonly backlog: number;
  /** Whether nothing more is let in. */
  readonly isClosed: boolean;
}

/** A condition over what code outside of the turns brings: only that code can bring it about, and it asks for a look. */
abstract class ItemsCondition implements Condition {
  protected readonly stock: ItemStock;

  constructor(stock: ItemStock) {
    this.stock = stock;
  }

  abstract met(): boolean;
  abstract hopeless(): boolean;

  dueAt(_now: number): number {
    return Infinity;
  }

  outside(): boolean {
    return !this.stock.isClosed;
  }

  outlook(): Outlook {
    return this.stock.isClosed && this.stock.backlog === 0 ? "nothing" : "something";
  }

  forRoom(): boolean {
    return false;
  }

  byRoom(): boolean {
    return false;
  }

  heeds(_room: boolean): boolean {
    return false;
  }

  fulfil(): void {}
}

/** A number of items is there. */
export class ItemsAvail extends ItemsCondition {
  readonly items: number;

  constructor(stock: ItemStock, items: number) {
    super(stock);
    this.items = items;
  }

  met(): boolean {
    return this.stock.availUnits >= this.items;
  }

  hopeless(): boolean {
    return this.stock.isClosed && this.stock.backlog < this.items;
  }
}

/** Nothing will ever come again. */
export class ItemsOver extends ItemsCondition {
  met(): boolean {
    return this.stock.isClosed && this.stock.backlog === 0;
  }

  hopeless(): boolean {
    return false;
  }
}
