import {
  CHANNEL_HEAD_WORD,
  CHANNEL_TAIL_WORD,
  ringKind,
  RingMemory,
  type RxControl,
} from "../../channel/ring/mod.ts";
import { type ErrorReport, reportError } from "../../errors.ts";
import { Ringer } from "../../memory/doorbell.ts";
import { viewsOf } from "../../memory/views.ts";
import type { EndPlan, Port, SuspectMessage } from "../../protocol/mod.ts";
import { type Evidence, type InputAtDeath, Showstoppers } from "../../supervisor/mod.ts";
import { touchedAt, wasBetweenTurns } from "../../turn/mod.ts";
import type { DeadLetter } from "./dead_letters.ts";
import type { PlannedActor } from "../plan/mod.ts";

/** How an actor died, as far as is known. */
export interface Death {
  readonly time: number;
  /** The generation that died. */
  readonly generation: number;
  readonly error: ErrorReport;
  readonly evidence: Evidence;
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
  /** Whether what is suspected now may be innocent, because the thread died and others were in it. */
  #isUnclear = false;

  constructor(region: SharedArrayBuffer, actor: PlannedActor, deaths: number) {
    this.#region = region;
    this.#actor = actor;
    this.#showstoppers = new Showstoppers(deaths);
  }

  /** Holds the inquest. Returns the messages taken out. */
  hold(death: Death): DeadLetter[] {
    const { evidence } = death;
    const inputs = this.#inputs(evidence);
    const { showstoppers } = this.#showstoppers.judge(inputs, evidence.isShown);
    if (inputs.some(({ underWork }) => underWork !== 0)) this.#isUnclear = evidence.isOfThread;
    return showstoppers.map((number) =>
      this.#takeOut(this.#actor.plan.ends[number] as EndPlan, number, death)
    );
  }

  /** What the next generation must be careful with: messages that are suspected of this death, or of one before, and not done. */
  get suspects(): readonly SuspectMessage[] {
    if (this.#actor.isOfLink) return [];
    const inputs = this.#actor.plan.ends.flatMap((end, number) =>
      end.direction === "tx" ? [] : [{ end: number, ...this.#cursors(end) }]
    );
    return this.#showstoppers.pending(inputs);
  }

  /** Whether something is suspected, and only a run of the actor alone in its worker can show whether it was the cause. */
  get isUnclear(): boolean {
    return this.#isUnclear && this.suspects.length > 0;
  }

  /** The next message of the end with that number. */
  look(number: number): unknown {
    return look(this.#rx(this.#actor.plan.ends[number] as EndPlan)).message;
  }

  #rx({ port, at, spec }: EndPlan): RxControl {
    const { kind } = this.#actor.definition.ports[port] as Port;
    return ringKind<unknown>(kind).createRx(new RingMemory(this.#region, at, spec));
  }

  #cursors({ at }: EndPlan): { tail: number; head: number } {
    const { words } = viewsOf(this.#region);
    return {
      tail: Atomics.load(words, at / 4 + CHANNEL_TAIL_WORD),
      head: Atomics.load(words, at / 4 + CHANNEL_HEAD_WORD),
    };
  }

  #inputs({ underWork }: Evidence): InputAtDeath[] {
    const { ends, journal } = this.#actor.plan;
    const touched = ends.map((_, number) => touchedAt(this.#region, journal, number));
    const last = Math.max(0, ...touched.map((at) => at ?? 0));
    const hadNothing = underWork === undefined && wasBetweenTurns(this.#region, journal);
    return ends.flatMap((end, number): InputAtDeath[] => {
      if (end.direction === "tx") return [];
      const { tail, head } = this.#cursors(end);
      const noted = touched[number];
      let messages: number | undefined;
      if (hadNothing) messages = 0;
      else if (underWork !== undefined) {
        const told = underWork.find((told) => told.end === number);
        // The thread may have gone on for a moment after that: if it has taken something since, the turn in question is over.
        messages = told?.from === tail ? told.messages : 0;
      } else if (noted !== undefined) messages = noted > 0 ? 1 : 0;
      return [{
        end: number,
        tail,
        head,
        underWork: messages,
        isCautious: noted !== undefined,
        isEarlier: (noted ?? last) < last,
      }];
    });
  }

  #takeOut(end: EndPlan, of: number, death: Death): DeadLetter {
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
      ...portOf(this.#actor, of),
      number,
      ...seen,
      reason: `the actor died ${deaths} times on it`,
      deaths,
      cause: death.error,
    };
  }
}

/** The port, and its lane, that has the end of that number. */
export function portOf(
  { plan: { ends }, definition }: PlannedActor,
  number: number,
): Pick<DeadLetter, "port" | "lane"> {
  const { port } = ends[number] as EndPlan;
  const { bundle } = definition.ports[port] as Port;
  return { port, lane: bundle ? number - ends.findIndex((end) => end.port === port) : null };
}

/** The next message. One that cannot even be read may be what the actor died of: the error stands in its place. */
function look({ end }: RxControl): Pick<DeadLetter, "message" | "unreadable"> {
  try {
    return { message: end.tryPeek() };
  } catch (thrown) {
    return { message: reportError(thrown), unreadable: true };
  }
}
