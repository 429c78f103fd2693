/**
 * How a worker is told which generations to run. There may be ten thousand at once, so they do not go as the objects that they are: all
 * numbers stand in one array, and what several have in common goes once.
 *
 * @module
 */
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
  /** {@link CUE_NUMBERS} of each, followed by {@link END_NUMBERS} of each of its ends. */
  readonly numbers: Float64Array;
  /** Labels and names. */
  readonly texts: readonly string[];
  readonly args: readonly ActorPlan["args"][];
  readonly cells: readonly ActorPlan["state"]["cells"][];
  /** Who has suspects, by place among the cues: few have any. */
  readonly suspects: readonly (readonly [place: number, suspects: readonly SuspectMessage[]])[];
}

/** How many numbers are told of a generation, and how many of an end of it. */
const CUE_NUMBERS = 14;
const END_NUMBERS = 13;

const STRATEGIES: readonly WaitStrategy[] = ["park", "spin", "adaptive"];
const NO_INSTANCE = -1;
const NO_SUSPECTS: readonly SuspectMessage[] = [];

/** Packs generations. What an actor's args are nobody looks at: they may still be such that they cannot be sent. */
export function packCues(cues: readonly Cue[]): PackedCues {
  const ends = cues.reduce((sum, { plan }) => sum + plan.ends.length, 0);
  const numbers = new Float64Array(cues.length * CUE_NUMBERS + ends * END_NUMBERS);
  const texts = new Numbered<string>();
  const cells = new Numbered<ActorPlan["state"]["cells"]>();
  const suspects: [number, readonly SuspectMessage[]][] = [];
  let at = 0;
  cues.forEach((cue, place) => {
    const { plan, generation } = cue;
    numbers[at++] = generation;
    numbers[at++] = plan.index;
    numbers[at++] = plan.seat;
    numbers[at++] = texts.of(plan.name);
    numbers[at++] = plan.instance ?? NO_INSTANCE;
    numbers[at++] = texts.of(plan.label);
    numbers[at++] = STRATEGIES.indexOf(plan.waitStrategy);
    numbers[at++] = plan.permanent ? 1 : 0;
    numbers[at++] = plan.inCycle ? 1 : 0;
    numbers[at++] = plan.probe;
    numbers[at++] = plan.journal;
    numbers[at++] = plan.state.at;
    numbers[at++] = cells.of(plan.state.cells);
    numbers[at++] = plan.ends.length;
    for (const end of plan.ends) {
      const { spec, peer } = end;
      numbers[at++] = texts.of(end.port);
      numbers[at++] = end.direction === "tx" ? 1 : 0;
      numbers[at++] = end.channel;
      numbers[at++] = end.at;
      numbers[at++] = texts.of(spec.name);
      numbers[at++] = spec.capacity;
      numbers[at++] = spec.slots;
      numbers[at++] = spec.slotBytes;
      numbers[at++] = spec.payloadBytes;
      numbers[at++] = spec.checked ? 1 : 0;
      numbers[at++] = peer.doorbell;
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
  const end = (): EndPlan => {
    const [port, direction, channel, place] = [
      text(),
      flag() ? "tx" : "rx",
      next(),
      next(),
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
    const peer = { doorbell: next(), seats: next(), seat: next() };
    return { port, direction, channel, at: place, spec: known, peer };
  };
  for (let place = 0; place < args.length; place++) {
    const generation = next();
    const index = next();
    const seat = next();
    const name = text();
    const instance = next();
    const plan: ActorPlan = {
      index,
      name,
      instance: instance === NO_INSTANCE ? null : instance,
      label: text(),
      args: args[place] as ActorPlan["args"],
      waitStrategy: STRATEGIES[next()] as WaitStrategy,
      permanent: flag(),
      inCycle: flag(),
      seat,
      probe: next(),
      journal: next(),
      state: { at: next(), cells: cells[next()] as ActorPlan["state"]["cells"] },
      ends: Array.from({ length: next() }, end),
    };
    yield { plan, generation, suspects: suspects.get(place) ?? NO_SUSPECTS };
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
