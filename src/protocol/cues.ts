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
   * Those of each, followed by those of each of its ends. Whole numbers of 32 bits: what is read from an
   * array of floats stays a float, an object of its own, wherever it is kept.
   */
  readonly numbers: Int32Array;
  /** Names of actors and ports: few, as a rule. */
  readonly names: readonly string[];
  /** The label of each. */
  readonly labels: readonly string[];
  /** Names of channels, in the order in which they are mentioned first. */
  readonly channels: readonly string[];
  readonly args: readonly ActorPlan["args"][];
  readonly cells: readonly ActorPlan["state"]["cells"][];
  /** Who has suspects, by place among the cues: few have any. */
  readonly suspects: readonly (readonly [place: number, suspects: readonly SuspectMessage[]])[];
}

const STRATEGIES: readonly WaitStrategy[] = ["park", "spin", "adaptive"];
/** What the second of the two numbers of an instance counts; below 0 it says that there is none. */
const HIGH = 2 ** 31;
/** What most generations take: two ends. */
const EXPECTED_NUMBERS = 44;
const NO_SUSPECTS: readonly SuspectMessage[] = [];

/** What is told of an end, without an object for it. `measures` are those of its channel, whose name is told besides. */
export type TellEnd = (
  port: string,
  direction: EndPlan["direction"],
  channel: number,
  at: number,
  name: string,
  measures: Omit<EndPlan["spec"], "name">,
  doorbell: number,
  seats: number,
  seat: number,
) => void;

/** An actor's plan that can tell of its ends one by one: where there are ten thousand, that leaves less to clear away. */
export interface TellingPlan extends ActorPlan {
  /** Whether its args are others than when it was laid out. */
  readonly wasTold: boolean;
  tellEnds(tell: TellEnd): void;
}

function tellEnds(plan: ActorPlan, tell: TellEnd): void {
  if ("tellEnds" in plan) return (plan as TellingPlan).tellEnds(tell);
  for (const { port, direction, channel, at, spec, peer } of plan.ends) {
    tell(port, direction, channel, at, spec.name, spec, peer.doorbell, peer.seats, peer.seat);
  }
}

/** The first generations of actors. */
export function firstCues(actors: readonly ActorPlan[]): Cue[] {
  return actors.map((plan) => ({ plan, generation: 0, suspects: NO_SUSPECTS }));
}

/** Whether these are {@link firstCues}, of all the actors and in their order, with the args that they were drawn with. */
export function areFirst(cues: readonly Cue[], actors: readonly ActorPlan[]): boolean {
  return cues.length === actors.length &&
    cues.every(({ plan, generation, suspects }, i) =>
      plan === actors[i] && generation === 0 && suspects.length === 0 &&
      (plan as Partial<TellingPlan>).wasTold !== true
    );
}

/** Packs generations. What an actor's args are nobody looks at: they may still be such that they cannot be sent. */
export function packCues(cues: readonly Cue[]): PackedCues {
  const numbers = new NumberWriter(cues.length * EXPECTED_NUMBERS);
  const names = new Numbered<string>();
  const labels: string[] = [];
  // By number, because each name is another one: to look for it would take longer than to send it.
  const channels = new Numbered<number>();
  const channelNames: string[] = [];
  const cells = new Numbered<ActorPlan["state"]["cells"]>();
  const suspects: [number, readonly SuspectMessage[]][] = [];
  cues.forEach((cue, place) => {
    const { plan, generation } = cue;
    const { at: stateAt, cells: ownCells } = plan.state;
    numbers.push(
      generation,
      plan.index,
      plan.seat,
      names.of(plan.name),
      (plan.instance ?? 0) % HIGH,
      plan.instance === null ? -1 : Math.floor(plan.instance / HIGH),
      STRATEGIES.indexOf(plan.waitStrategy),
      plan.permanent ? 1 : 0,
      plan.inCycle ? 1 : 0,
      plan.probe / STRUCTURE_ALIGN,
      plan.journal / STRUCTURE_ALIGN,
      stateAt / STRUCTURE_ALIGN,
      cells.of(ownCells),
    );
    const count = numbers.length;
    numbers.push(0);
    tellEnds(plan, (port, direction, channel, at, name, measures, doorbell, seats, seat) => {
      numbers.increase(count);
      const mention = channels.of(channel);
      if (mention === channelNames.length) channelNames.push(name);
      numbers.push(
        names.of(port),
        direction === "tx" ? 1 : 0,
        channel,
        at / STRUCTURE_ALIGN,
        mention,
        measures.capacity,
        measures.slots,
        measures.slotBytes,
        measures.payloadBytes,
        measures.checked ? 1 : 0,
        measures.pooled ? 1 : 0,
        numberOfRule(measures.overflow),
        doorbell / STRUCTURE_ALIGN,
        seats,
        seat,
      );
    });
    labels.push(plan.label);
    if (cue.suspects.length > 0) suspects.push([place, cue.suspects]);
  });
  return {
    numbers: numbers.written,
    names: names.list,
    labels,
    channels: channelNames,
    args: cues.map(({ plan }) => plan.args),
    cells: cells.list,
    suspects,
  };
}

/** The generations, one after the other: nothing of one need be kept when the next is asked for. */
export function* unpackCues(packed: PackedCues): Generator<Cue> {
  const { numbers, names, labels, channels, args, cells } = packed;
  const suspects = new Map(packed.suspects);
  /** By number: both ends of a channel may be here. */
  const specs = new Map<number, EndPlan["spec"]>();
  let at = 0;
  const next = () => numbers[at++] as number;
  const named = () => names[next()] as string;
  const flag = () => next() === 1;
  const place = () => next() * STRUCTURE_ALIGN;
  const end = (): EndPlan => {
    const [port, direction, channel, start] = [
      named(),
      flag() ? "tx" : "rx",
      next(),
      place(),
    ] as const;
    const spec: EndPlan["spec"] = {
      name: channels[next()] as string,
      capacity: next(),
      slots: next(),
      slotBytes: next(),
      payloadBytes: next(),
      checked: flag(),
      pooled: flag(),
      overflow: ruleOfNumber(next()),
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
    const name = named();
    const low = next();
    const high = next();
    const plan: ActorPlan = {
      index,
      name,
      instance: high < 0 ? null : high * HIGH + low,
      label: labels[cue] as string,
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

/** An overflow rule as a number: of a sample, how many it takes for one, which is 2 at least. */
function numberOfRule(rule: EndPlan["spec"]["overflow"]): number {
  if (rule === "wait") return 0;
  return rule === "dropNewest" ? 1 : rule.sample;
}

function ruleOfNumber(number: number): EndPlan["spec"]["overflow"] {
  if (number === 0) return "wait";
  return number === 1 ? "dropNewest" : { sample: number };
}

/** Writes whole numbers of 32 bits. */
class NumberWriter {
  length = 0;
  #numbers: Int32Array;

  constructor(expected: number) {
    this.#numbers = new Int32Array(expected);
  }

  push(...numbers: readonly number[]): void {
    if (this.length + numbers.length > this.#numbers.length) {
      const more = new Int32Array(2 * (this.length + numbers.length));
      more.set(this.#numbers);
      this.#numbers = more;
    }
    for (let i = 0; i < numbers.length; i++) this.#numbers[this.length++] = numbers[i] as number;
  }

  increase(place: number): void {
    this.#numbers[place]!++;
  }

  /** All that was written, in an array of its own. */
  get written(): Int32Array {
    return this.#numbers.slice(0, this.length);
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
