import type { Condition } from "../../channel/condition.ts";
import type { RxControl } from "../../channel/ring/mod.ts";
import type { Rx } from "../../channel/rx.ts";
import {
  LoopCondition,
  type LoopHands,
  type PeekWindow,
  type ResultsTx,
  trySendResult,
} from "../ahead/mod.ts";
import type { BatchesSettings, MessageBatch } from "./batches_options.ts";
import { type BatchEntry, type ClosedBatch, OpenBatches } from "./open_batches.ts";

/** What is done with each batch. */
export type BatchWork = (batch: MessageBatch<unknown>) => unknown;

/** What a loop over batches works on. */
export interface BatchesAtWork {
  readonly port: Rx<unknown>;
  /** Its control, by which it knows of caution. */
  readonly control: RxControl;
  /** Where results go; `undefined` where they go nowhere. */
  readonly results: ResultsTx<unknown> | undefined;
  readonly window: PeekWindow<unknown, BatchEntry>;
  readonly settings: BatchesSettings;
  readonly work: BatchWork;
}

/**
 * Gathers batches and has each worked on in a turn of its own, which takes its messages and sends its result. What is in an open batch is
 * looked at, and not taken: whoever dies leaves it in the channel.
 */
export class BatchLoop {
  readonly #hands: LoopHands;
  readonly #at: BatchesAtWork;
  readonly #open: OpenBatches;
  readonly #end: Condition;
  /** The number of the first message that is in no batch yet. */
  #from = 0;

  constructor(hands: LoopHands, at: BatchesAtWork) {
    this.#hands = hands;
    this.#at = at;
    this.#open = new OpenBatches(at.settings);
    this.#end = at.port.closedAndEmpty();
  }

  /** Goes on until no message will come, which is `true`, or nobody takes results any more. */
  async run(): Promise<boolean> {
    const { world, turns } = this.#hands;
    const { port, window, results } = this.#at;
    for (;;) {
      this.#gather(world.now());
      const closed = this.#next(world.now());
      if (closed !== undefined) {
        if (!(await this.#perform(closed))) return false;
        this.#open.shift();
        window.save();
        turns.commit();
        continue;
      }
      window.save();
      turns.commit();
      if (port.isClosedAndEmpty) return true;
      if (results?.isAbandoned === true) return false;
      await this.#wait();
    }
  }

  /** Puts all that is new into batches. */
  #gather(now: number): void {
    const { port, window } = this.#at;
    window.look();
    for (const entry of window.entries) {
      if (entry.number < this.#from || entry.isDone) continue;
      this.#open.add(entry, now);
    }
    this.#from = port.taken + window.entries.length;
  }

  /** The next batch to work on: one that is closed, or that need not wait for more. */
  #next(now: number): ClosedBatch | undefined {
    const { control, window } = this.#at;
    const closed = this.#open.next(now);
    if (closed !== undefined) return closed;
    // Under caution what there is comes one by one, and nothing more before that is done.
    if (control.limit !== undefined) this.#open.closeOldest("caution");
    else if (window.hasAll) this.#open.closeOldest("end");
    else if (!window.hasRoom) this.#open.closeOldest("window");
    return this.#open.next(now);
  }

  /** Works on a batch, and stages all that comes of it. Returns `false` if its result has no reader any more. */
  async #perform({ batch, closedBy }: ClosedBatch): Promise<boolean> {
    const { hands, port } = { hands: this.#hands, port: this.#at.port };
    const { window, work, results } = this.#at;
    const { entries } = batch;
    const last = entries.at(-1);
    window.touch((entry) => entry === last);
    const result = await work({
      key: batch.key,
      messages: entries.map(({ message }) => message),
      closedBy,
      effectId: (place) => hands.effectId(port, (entries[place]?.number ?? NaN) - port.taken),
    });
    for (;;) {
      const sent = trySendResult(results, result);
      if (typeof sent === "string") {
        throw new TypeError(`Cannot send what came of a batch: ${sent}`);
      }
      if (sent) break;
      if (results?.isAbandoned === true) return false;
      // In the middle of the turn: what the work has changed in the state goes with its messages.
      await hands.turns.waitInTurn(
        this.#condition({
          room: results?.vacant(),
          isKnocked: () => results?.isAbandoned === true,
        }),
      );
    }
    for (const entry of entries) window.done(entry);
    return true;
  }

  async #wait(): Promise<void> {
    const { port, results, window } = this.#at;
    const more = window.hasRoom ? window.more() : undefined;
    await this.#hands.turns.waitThrough(this.#condition({
      isKnocked: () => port.isClosed || results?.isAbandoned === true,
      due: this.#open.due,
      more,
    }));
  }

  #condition(
    { isKnocked, due = Infinity, more, room }: {
      readonly isKnocked: () => boolean;
      readonly due?: number;
      readonly more?: Condition | undefined;
      readonly room?: Condition | undefined;
    },
  ): LoopCondition {
    const end = room === undefined ? this.#end : NEVER;
    return new LoopCondition(this.#hands.world, {
      isKnocked,
      due,
      more,
      end,
      room,
      isCalling: false,
    });
  }
}

const NEVER: Pick<Condition, "met"> = { met: () => false };
