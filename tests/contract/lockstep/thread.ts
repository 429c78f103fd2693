/** A thread of a lockstep: an actor of the chain with all its generations, or the host. */
import { Ringer } from "../../../src/memory/doorbell.ts";
import { fenceOff, hasEnded, raiseFence } from "../../../src/turn/mod.ts";
import { settleFor } from "../../../src/graph/workers/stand_in.ts";
import { Tally } from "../../../src/shutdown/tally.ts";
import { doTask } from "../workers.ts";
import type { Chain, ChainPlace } from "./chain.ts";
import { Gate, Standstill } from "./gate.ts";
import { ChainLife } from "./life.ts";

/** What a thread is told. */
export interface LockstepTask {
  readonly chain: Chain;
  readonly control: Int32Array;
  /** Two words for each actor: how it stands, and which generation of it is at work. */
  readonly cast: Int32Array;
  readonly me: number;
}

/** What a thread answers: what was wrong, if anything. */
export interface LockstepAnswer {
  readonly fault: string;
  readonly deaths: number;
}

const ALIVE = 0;
const DEAD = 1;
const ENDED = 2;

class Cast {
  readonly #words: Int32Array;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  standing(actor: number): number {
    return this.#words[2 * actor] as number;
  }

  set(actor: number, standing: number): void {
    this.#words[2 * actor] = standing;
  }

  generation(actor: number): number {
    return this.#words[2 * actor + 1] as number;
  }

  next(actor: number): number {
    return ++this.#words[2 * actor + 1]!;
  }
}

/** Lives as an actor, again and again. Returns how often it died. */
function act({ chain, me }: LockstepTask, gate: Gate, cast: Cast): number {
  let ghost: ChainLife | undefined;
  while (cast.standing(me) !== ENDED) {
    let life: ChainLife | undefined;
    try {
      life = new ChainLife(chain, me, cast.generation(me), gate);
      life.live(ghost);
      cast.set(me, ENDED);
      gate.call();
    } catch (error) {
      if (!gate.isDead) throw error;
      // In the middle of a commit it might finish that, which it may.
      if (life !== undefined && !life.isCommitting) ghost = life;
      cast.set(me, DEAD);
      gate.call();
      gate.idle();
      gate.revive();
    }
  }
  return cast.generation(me);
}

/** Stands in for the dead, lets their successors in, and asks for the stop when it is called to. */
function host({ chain }: LockstepTask, gate: Gate, cast: Cast): void {
  const { region, places, ballot } = chain;
  const tally = new Tally(region, ballot, places.length);
  let hasStopped = false;
  for (;;) {
    places.forEach((place, actor) => {
      if (cast.standing(actor) === DEAD) bury(chain, place, actor, tally, gate, cast);
    });
    if (places.every((_, actor) => cast.standing(actor) === ENDED)) return;
    if (gate.isCalled && !hasStopped) {
      hasStopped = true;
      tally.lifecycle = "stopping";
      for (const { seat } of places) new Ringer(region, seat).ring();
    } else if (places.every((_, actor) => cast.standing(actor) !== DEAD)) gate.idle();
  }
}

function bury(
  { region }: Chain,
  place: ChainPlace,
  actor: number,
  tally: Tally,
  gate: Gate,
  cast: Cast,
): void {
  const { journal } = place;
  fenceOff(region, journal);
  settleFor(region, place);
  if (hasEnded(region, journal)) {
    tally.markGone(actor);
    cast.set(actor, ENDED);
  } else {
    tally.clear(actor);
    raiseFence(region, journal, cast.next(actor));
    cast.set(actor, ALIVE);
  }
  gate.call(actor);
}

doTask((task: LockstepTask): LockstepAnswer => {
  const { chain, control, me } = task;
  const actors = chain.places.length;
  const cast = new Cast(task.cast);
  const gate = new Gate(control, chain.region, me, actors + 1);
  let deaths = 0;
  try {
    gate.pass(() => {
      if (me === actors) host(task, gate, cast);
      else deaths = act(task, gate, cast);
    });
    return { fault: "", deaths };
  } catch (error) {
    const fault = error instanceof Standstill ? "nobody can go on" : String((error as Error).stack);
    return { fault, deaths };
  }
});
