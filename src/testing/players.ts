import { type ActorDefinition, defineActor } from "../actor/definition.ts";
import { any } from "../actor/mod.ts";
import type { Tx } from "../channel/tx.ts";
import type { Rx } from "../channel/rx.ts";
import type { Port } from "../protocol/mod.ts";

/** Calls whoever listens, each time something has changed. */
class Knock {
  #next = Promise.withResolvers<void>();

  knock(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  get next(): Promise<void> {
    return this.#next.promise;
  }
}

/** Sends what it is told to, in order, on the one end that it has; waits for room like anybody. */
export class Feeder {
  readonly definition: ActorDefinition;
  readonly #knock = new Knock();
  readonly #waiting: unknown[] = [];
  #isClosed = false;

  /** @param fail is told what cannot be sent, however long is waited */
  constructor(port: Port, fail: (error: Error) => void) {
    this.definition = played(
      { out: { ...port, direction: "tx", bundle: false } },
      async (actor) => {
        const out = actor.ports.out as unknown as Tx<unknown>;
        for (;;) {
          while (this.#waiting.length > 0) {
            // Kept until it is in the channel: the player never dies, and what it sends is sent once.
            const sent = await actor.send(out, this.#waiting[0]).catch((error) => {
              if (error instanceof RangeError) fail(error);
              throw error;
            });
            if (!sent) return;
            this.#waiting.shift();
            actor.commit();
          }
          if (this.#isClosed) return void out.close();
          if (!actor.isRunning(() => out.close())) return;
          await actor.wait(actor.settled(this.#knock.next));
        }
      },
    );
  }

  /** Messages that are not in the channel yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(messages: readonly unknown[]): void {
    this.#waiting.push(...messages);
    this.#knock.knock();
  }

  close(): void {
    this.#isClosed = true;
    this.#knock.knock();
  }
}

/** Takes what comes on the one end that it has, at once, as long as it may. */
export class Collector {
  readonly definition: ActorDefinition;
  readonly taken: unknown[] = [];
  isOver = false;
  readonly #knock = new Knock();
  #isHolding = false;
  #isLeaving = false;

  constructor(port: Port) {
    this.definition = played({ in: { ...port, direction: "rx", bundle: false } }, async (actor) => {
      const input = actor.ports.in as unknown as Rx<unknown>;
      while (actor.isRunning(() => input.isClosedAndEmpty)) {
        if (this.#isLeaving) return;
        if (this.#isHolding) {
          await actor.wait(actor.settled(this.#knock.next));
          continue;
        }
        await actor.wait(
          any(input.avail(), input.closedAndEmpty(), actor.settled(this.#knock.next)),
        );
        if (this.#isHolding) continue;
        this.taken.push(...input.takeBatch());
      }
      this.isOver = input.isClosedAndEmpty;
    });
  }

  /** Ends, and takes nothing more: the channel has no reader. */
  leave(): void {
    this.#isLeaving = true;
    this.#knock.knock();
  }

  /** Takes nothing until it is told to go on, so that the channel fills. */
  hold(isHolding: boolean): void {
    this.#isHolding = isHolding;
    this.#knock.knock();
  }
}

function played(
  ports: Record<string, Port>,
  run: ActorDefinition["run"],
): ActorDefinition {
  return defineActor(import.meta, "player", { ports, run }) as unknown as ActorDefinition;
}
