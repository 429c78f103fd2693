/**
 * How a worker is told which generations to run. There may be ten thousand at once, so they do not go as the objects that they are: all
 * numbers stand in one array, and what several have in common goes once.
 *
 * @module
 */
import { STRUCTURE_ALIGN } from "../memory/region_layout.ts";
import type { ActorPlan, EndPlan, WaitStrategy } from "./plan.ts";

/** A generation of an actor that is to run. */
export interface Cue {
  readonly plan: ActorPlan;
  readonly generation: number;
  /** Inputs to go on with caution. */
  readonly suspects: readonly SuspectMessage[];
}

/** An input whose messages may have killed the generation before: to be taken one by one, up to a cursor. */
export interface SuspectMessage {
  /** Its number among the actor's ends. */
  readonly end: number;
  /** The cursor behind the last suspected message. */
  readonly until: number;
}

/** Generations that are to run, in their order, as they are sent. Plain data. */
export interface PackedCues {
  /**
   * {@link CUE_NUMBERS} of each, followed by {@link END_NUMBERS} of each of its ends. Whole numbers of 32 bits: what is read from an
   * array of floats stays a float, an object of its own, wherever it is kept.
   */
  readonly numbers: Int32Array;
  /** Labels and names. */
  readonly texts: readonly string[];
  readonly args: readonly ActorPlan["args"][];
  readonly cells: readonly ActorPlan["state"]["cells"][];
  /** Who has suspects, by place among the cues: few have any. */
  readonly suspects: readonly (readonly [place: number, suspects: readonly SuspectMessage[]])[];
}

/** How many numbers are told of a generation, and how many of an end of it. */
const CUE_NUMBERS = 15;
const END_NUMBERS = 13;

const STRATEGIES: readonly WaitStrategy[] = ["park", "spin", "adaptive"];
/** What the second of the two numbers of an instance counts; below 0 it says that there is none. */
const HIGH = 2 ** 31;
const NO_SUSPECTS: readonly SuspectMessage[] = [];

/** Packs generations. What an actor's args are nobody looks at: they may still be such that they cannot be sent. */
export function packCues(cues: readonly Cue[]): PackedCues {
  // Each is asked for once: the host puts a plan together when it is.
  const allEnds = cues.map(({ plan }) => plan.ends);
  const count = allEnds.reduce((sum, { length }) => sum + length, 0);
  const numbers = new Int32Array(cues.length * CUE_NUMBERS + count * END_NUMBERS);
  const texts = new Numbered<string>();
  const cells = new Numbered<ActorPlan["state"]["cells"]>();
  const suspects: [number, readonly SuspectMessage[]][] = [];
  let at = 0;
  cues.forEach((cue, place) => {
    const { plan, generation } = cue;
    const ends = allEnds[place] as ActorPlan["ends"];
    const { at: stateAt, cells: ownCells } = plan.state;
    numbers[at++] = generation;
    numbers[at++] = plan.index;
    numbers[at++] = plan.seat;
    numbers[at++] = texts.of(plan.name);
    numbers[at++] = (plan.instance ?? 0) % HIGH;
    numbers[at++] = plan.instance === null ? -1 : Math.floor(plan.instance / HIGH);
    numbers[at++] = texts.of(plan.label);
    numbers[at++] = STRATEGIES.indexOf(plan.waitStrategy);
    numbers[at++] = plan.permanent ? 1 : 0;
    numbers[at++] = plan.inCycle ? 1 : 0;
    numbers[at++] = plan.probe / STRUCTURE_ALIGN;
    numbers[at++] = plan.journal / STRUCTURE_ALIGN;
    numbers[at++] = stateAt / STRUCTURE_ALIGN;
    numbers[at++] = cells.of(ownCells);
    numbers[at++] = ends.length;
    for (const end of ends) {
      const { spec, peer } = end;
      numbers[at++] = texts.of(end.port);
      numbers[at++] = end.direction === "tx" ? 1 : 0;
      numbers[at++] = end.channel;
      numbers[at++] = end.at / STRUCTURE_ALIGN;
      numbers[at++] = texts.of(spec.name);
      numbers[at++] = spec.capacity;
      numbers[at++] = spec.slots;
      numbers[at++] = spec.slotBytes;
      numbers[at++] = spec.payloadBytes;
      numbers[at++] = spec.checked ? 1 : 0;
      numbers[at++] = peer.doorbell / STRUCTURE_ALIGN;
      numbers[at++] = peer.seats;
      numbers[at++] = peer.seat;
    }
    if (cue.suspects.length > 0) suspects.push([place, cue.suspects]);
  });
  return {
    numbers,
    texts: texts.list,
    args: cues.map(({ plan }) => plan.args),
    cells: cells.list,
    suspects,
  };
}

/** The generations, one after the other: nothing of one need be kept when the next is asked for. */
export function* unpackCues(packed: PackedCues): Generator<Cue> {
  const { numbers, texts, args, cells } = packed;
  const suspects = new Map(packed.suspects);
  /** By number: both ends of a channel may be here. */
  const specs = new Map<number, EndPlan["spec"]>();
  let at = 0;
  const next = () => numbers[at++] as number;
  const text = () => texts[next()] as string;
  const flag = () => next() === 1;
  const place = () => next() * STRUCTURE_ALIGN;
  const end = (): EndPlan => {
    const [port, direction, channel, start] = [
      text(),
      flag() ? "tx" : "rx",
      next(),
      place(),
    ] as const;
    const spec = {
      name: text(),
      capacity: next(),
      slots: next(),
      slotBytes: next(),
      payloadBytes: next(),
      checked: flag(),
    };
    const known = specs.get(channel) ?? spec;
    specs.set(channel, known);
    const peer = { doorbell: place(), seats: next(), seat: next() };
    return { port, direction, channel, at: start, spec: known, peer };
  };
  for (let cue = 0; cue < args.length; cue++) {
    const generation = next();
    const index = next();
    const seat = next();
    const name = text();
    const low = next();
    const high = next();
    const plan: ActorPlan = {
      index,
      name,
      instance: high < 0 ? null : high * HIGH + low,
      label: text(),
      args: args[cue] as ActorPlan["args"],
      waitStrategy: STRATEGIES[next()] as WaitStrategy,
      permanent: flag(),
      inCycle: flag(),
      seat,
      probe: place(),
      journal: place(),
      state: { at: place(), cells: cells[next()] as ActorPlan["state"]["cells"] },
      ends: Array.from({ length: next() }, end),
    };
    yield { plan, generation, suspects: suspects.get(cue) ?? NO_SUSPECTS };
  }
}

/** Things, each once, and known by their numbers. */
class Numbered<T> {
  readonly list: T[] = [];
  readonly #numbers = new Map<T, number>();

  of(thing: T): number {
    let number = this.#numbers.get(thing);
    if (number === undefined) {
      number = this.list.push(thing) - 1;
      this.#numbers.set(thing, number);
    }
    return number;
  }
}
