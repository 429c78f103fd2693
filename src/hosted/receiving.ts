import type { ActorDefinition } from "../actor/definition.ts";
import { inboxesOf } from "../actor/handle.ts";
import { RxBundle } from "../channel/bundle.ts";
import type { Condition } from "../channel/condition.ts";
import type { Rx } from "../channel/rx.ts";
import type { ReceivingEnd } from "../inbox/host_end.ts";
import { HostWork } from "./host_work.ts";

/** Something is to be done: to give what is asked for, or to say that nothing more will come. */
class ReceivingWork extends HostWork {
  readonly #end: ReceivingEnd;
  readonly #input: RxBundle<unknown>;
  readonly #avail: Condition;

  constructor(end: ReceivingEnd, input: RxBundle<unknown>) {
    super();
    this.#end = end;
    this.#input = input;
    this.#avail = input.avail();
  }

  protected override isThere(): boolean {
    const { queue, held } = this.#end;
    // Any request says that the message in hand is dealt with.
    if (!queue.isEmpty && (held !== undefined || this.#avail.met())) return true;
    return this.#input.isClosedAndEmpty;
  }

  override outside(): boolean {
    return this.#end.queue.isEmpty;
  }

  override heeds(room: boolean): boolean {
    return !room;
  }
}

/**
 * What an actor does that stands for a receiver of the host: it takes what code of the host asks for. Who asks has it once it is taken
 * for good; but for the message that a loop deals with, which stays in its channel until the loop asks for the next one.
 */
export function receiving(
  end: ReceivingEnd,
  soon: ((call: () => void) => void) | undefined,
): ActorDefinition["run"] {
  return async (actor) => {
    const { queue, target } = end;
    const port = actor.ports.in as unknown as Rx<unknown> | RxBundle<unknown>;
    const input = port instanceof RxBundle ? port : new RxBundle([port]);
    const { lanes } = input;
    const work = new ReceivingWork(end, input);
    /** As `end.held`, with what the turn under way makes of it. */
    let held = end.held;
    const onCommit = () => void (end.held = held);
    inboxesOf(actor).lodge(
      { queue, serve, onCommit, onThrown: (thrown) => work.fail(thrown) },
      soon,
    );

    /** The message that the host has had in hand is taken. */
    function takeHeld(): void {
      const lane = held === undefined ? undefined : lanes[held];
      held = undefined;
      // To ask how many there are is to be told of this one, also in a generation that has not shown it.
      if (lane !== undefined && lane.availUnits > 0) lane.advance(1);
    }

    /** Gives what is asked for, as far as it is there. Returns whether the wait is for more, or for its end. */
    function serve(): boolean {
      for (let request = queue.tryPeek(); request !== undefined; request = queue.tryPeek()) {
        const { what } = request;
        if (what === "next" || what === "release") takeHeld();
        const lane = what === "release" ? undefined : input.readyLane();
        if (what !== "release" && lane === undefined && !input.isClosedAndEmpty) return true;
        queue.takePeeked();
        // Where nothing will come any more, no answer is the answer.
        if (lane === undefined) continue;
        held = what === "take" ? undefined : lanes.indexOf(lane);
        queue.answer(what === "take" ? lane.tryTake() : lane.tryPeek());
      }
      return input.isClosedAndEmpty;
    }

    while (
      actor.isRunning((vote) =>
        vote(
          queue.isEmpty
            ? `code of the host takes what is left in ${target}, loop over its receiver, or call take()`
            : `more may come on ${target}`,
          input.isClosedAndEmpty,
        )
      )
    ) {
      await actor.wait(work);
      work.check();
      serve();
    }
    serve();
    end.isDrained = true;
  };
}
