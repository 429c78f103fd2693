import { CHANNEL_HEAD_WORD, CHANNEL_TAIL_WORD } from "../channel/channel_layout.ts";
import { ringKind } from "../channel/kind.ts";
import { RingMemory } from "../channel/ring_memory.ts";
import type { RxEnd } from "../channel/rx_end.ts";
import { type ErrorReport, reportError } from "../errors.ts";
import { Ringer } from "../memory/doorbell.ts";
import { viewsOf } from "../memory/views.ts";
import type { PortShape } from "../protocol/actor_shape.ts";
import type { SuspectMessage, UnderWork } from "../protocol/messages.ts";
import type { EndPlan } from "../protocol/plan.ts";
import { type InputAtDeath, Showstoppers } from "../supervisor/showstoppers.ts";
import { forgetTouched, touchedAt } from "../turn/mod.ts";
import type { DeadLetter } from "./dead_letters.ts";
import type { PlannedActor } from "./plan.ts";

/** How an actor died, as far as is known. */
export interface Death {
  readonly time: number;
  /** The generation that died. */
  readonly generation: number;
  readonly error: ErrorReport;
  /** What its turn had under work; `undefined` if its thread died without a word. */
  readonly underWork: readonly UnderWork[] | undefined;
}

/**
 * What is done about an actor's channels after its death, before its successor is let in, and once the turn that it left half
 * published is finished: messages that killed it too often are taken out, and those that may have done it are named. It acts
 * for the actor, so nobody else may: the thread is gone, or has given the generation up.
 */
export class Inquest {
  readonly #region: SharedArrayBuffer;
  readonly #actor: PlannedActor;
  readonly #showstoppers: Showstoppers;

  constructor(region: SharedArrayBuffer, actor: PlannedActor, deaths: number) {
    this.#region = region;
    this.#actor = actor;
    this.#showstoppers = new Showstoppers(deaths);
  }

  /** Holds it. The letters are the messages taken out; the suspects are for the next generation. */
  hold(death: Death): { letters: DeadLetter[]; suspects: readonly SuspectMessage[] } {
    const { ends } = this.#actor.plan;
    const inputs = this.#inputs(ends, death.underWork);
    forgetTouched(this.#region, this.#actor.plan.journal);
    const { showstoppers, suspects } = this.#showstoppers.judge(inputs);
    const letters = showstoppers.map((number) =>
      this.#takeOut(ends[number] as EndPlan, number, death)
    );
    return { letters, suspects };
  }

  /** The next message of the end with that number. */
  look(number: number): unknown {
    return look(this.#rx(this.#actor.plan.ends[number] as EndPlan)).message;
  }

  #rx({ port, at, spec }: EndPlan): RxEnd<unknown> {
    const { kind } = this.#actor.definition.ports[port] as PortShape;
    return ringKind<unknown>(kind).createRx(new RingMemory(this.#region, at, spec));
  }

  #inputs(ends: readonly EndPlan[], underWork: Death["underWork"]): InputAtDeath[] {
    const { words } = viewsOf(this.#region);
    const touched = ends.map((_, number) =>
      touchedAt(this.#region, this.#actor.plan.journal, number)
    );
    const last = Math.max(0, ...touched.map((at) => at ?? 0));
    return ends.flatMap(({ at, direction }, number): InputAtDeath[] => {
      if (direction === "tx") return [];
      let messages = underWork?.find(({ end }) => end === number)?.messages;
      if (underWork !== undefined) messages ??= 0;
      else if (touched[number] !== undefined) messages = touched[number] > 0 ? 1 : 0;
      return [{
        end: number,
        tail: Atomics.load(words, at / 4 + CHANNEL_TAIL_WORD),
        head: Atomics.load(words, at / 4 + CHANNEL_HEAD_WORD),
        underWork: messages,
        isEarlier: (touched[number] ?? last) < last,
      }];
    });
  }

  #takeOut(end: EndPlan, of: number, death: Death): DeadLetter {
    const { port, lane } = end;
    const rx = this.#rx(end);
    const number = rx.taken;
    const seen = look(rx);
    rx.advance(1);
    rx.publish(rx.staged, false);
    new Ringer(this.#region, end.peer).ring();
    const deaths = this.#showstoppers.deaths(of);
    return {
      time: death.time,
      actor: this.#actor.plan.label,
      generation: death.generation,
      port,
      lane,
      number,
      ...seen,
      reason: `the actor died ${deaths} times on it`,
      deaths,
      cause: death.error,
    };
  }
}

/** The next message. One that cannot even be read may be what the actor died of: the error stands in its place. */
function look(rx: RxEnd<unknown>): Pick<DeadLetter, "message" | "unreadable"> {
  try {
    return { message: rx.tryPeek() };
  } catch (thrown) {
    return { message: reportError(thrown), unreadable: true };
  }
}
