import type { ActorDefinition } from "../actor/definition.ts";
import { inboxesOf } from "../actor/handle.ts";
import type { Accept } from "../actor/mod.ts";
import type { TxBundle } from "../channel/bundle.ts";
import type { Tx } from "../channel/tx.ts";
import { withoutStack } from "../errors.ts";
import { overOf } from "../generation_over.ts";
import { Consignment, type SendingEnd } from "../inbox/host_end.ts";
import { UndeliveredError } from "../inbox/undelivered_error.ts";
import { HostWork } from "./host_work.ts";

/** Where a sender of the host sends: a channel or a bundle, it is the same. */
type Outlet = Tx<unknown> | TxBundle<unknown>;

/** Something is to be done: to send what waits, if there is room, or to end. */
class SendingWork extends HostWork {
  /** Whether there was no room for what is the next to be sent. */
  isFull = false;
  readonly #end: SendingEnd;
  readonly #out: Outlet;

  constructor(end: SendingEnd, out: Outlet) {
    super();
    this.#end = end;
    this.#out = out;
  }

  protected override isThere(): boolean {
    const { queue } = this.#end;
    if (queue.availUnits > 0 && (!this.isFull || this.#out.vacant().met())) return true;
    return queue.isClosedAndEmpty || this.#out.isAbandoned;
  }

  override forRoom(): boolean {
    return this.isFull;
  }

  override outside(): boolean {
    return !this.#end.queue.isClosed;
  }

  override heeds(room: boolean): boolean {
    return room;
  }
}

/** What an actor does that stands for a sender of the host: it sends what code of the host puts into its queue, as one turn all there is. */
export function sending(
  end: SendingEnd,
  soon: ((call: () => void) => void) | undefined,
): ActorDefinition["run"] {
  return async (actor) => {
    const { queue } = end;
    const out = actor.ports.out as unknown as Outlet;
    const work = new SendingWork(end, out);
    /** A batch of which only a part was sent yet. */
    let begun: Consignment | undefined;
    const onCommit = () => {
      if (begun !== undefined) begun.committed = begun.sent;
    };
    const serve = () => {
      work.isFull = !sendAll();
      // What is left waits for what only the wait hears of; and only it can end.
      return work.isFull || queue.isClosed;
    };
    const serveOne = (item: unknown) => !(item instanceof Consignment) && out.trySend(item);
    inboxesOf(actor).lodge(
      { queue, serve, serveOne, onCommit, onThrown: (thrown) => work.fail(thrown) },
      soon,
    );

    /** Sends what there is. Returns whether there was room for all of it. */
    function sendAll(): boolean {
      for (let item = queue.tryPeek(); item !== undefined; item = queue.tryPeek()) {
        try {
          if (item instanceof Consignment ? !sendPart(item) : !out.trySend(item)) return false;
        } catch (error) {
          // It is no fault of the message: the next generation sends it.
          if (overOf(error) !== undefined) throw error;
          refuse(item, error);
          continue;
        }
        queue.takePeeked();
      }
      return true;
    }

    function sendPart(batch: Consignment): boolean {
      const { messages } = batch;
      // What a generation before has sent and not committed was never sent.
      if (begun !== batch) batch.sent = batch.committed;
      begun = batch;
      while (batch.sent < messages.length) {
        if (!out.trySend(messages[batch.sent])) return false;
        batch.sent++;
      }
      begun = undefined;
      return true;
    }

    /** A message cannot be sent, however long is waited. */
    function refuse(item: unknown, error: unknown): void {
      queue.refuse(item instanceof Consignment ? unfit(end, item, error) : error);
      begun = undefined;
    }

    const accept: Accept = (vote) =>
      vote("what it has accepted is not sent yet", queue.isClosedAndEmpty);
    for (;;) {
      await actor.wait(work);
      work.check();
      if (out.isAbandoned) return queue.end(withoutStack(new Error("its reader is gone")));
      serve();
      // Only a stop, or the host, closes the queue; until then there is nothing to be asked.
      if (queue.isClosed && (!actor.isRunning(accept) || queue.isClosedAndEmpty)) return;
    }
  };
}

function unfit({ target }: SendingEnd, { sent }: Consignment, cause: unknown): UndeliveredError {
  const { message } = cause as Error;
  const before = sent === 0 ? "none of it is sent" : `those before it are sent`;
  const text = `Cannot send on ${target}: message ${sent} of the batch: ${message}; ${before}`;
  return new UndeliveredError("unfit", text, { sent, cause });
}
