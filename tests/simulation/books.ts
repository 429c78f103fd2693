/**
 * The books of a random graph: what must agree at its end, message by message. Each that was sent was taken by a turn that counts, or
 * became a dead letter, never both and never neither; each actor has sent what it must for what it has taken, in order; and the report
 * tells the same totals.
 */
import type { DeadLetter, StopReport } from "@steady-state/deno";
import type { Ledger } from "../chaos/random/ledger.ts";
import { carried, valueIn } from "../chaos/random/messages.ts";
import {
  type Edge,
  isBane,
  lapsOf,
  MOST_LAPS,
  type Node,
  routeOf,
  stationsOf,
  valueOf,
} from "../chaos/random/shape.ts";
import { fold } from "../chaos/random/work.ts";
import type { Drama } from "./drama.ts";

/** A letter that somebody had put back. */
export interface ReplayedLetter {
  readonly channel: number;
  readonly value: number;
}

/** What is known of a run that is over. */
export interface Outcome {
  readonly drama: Drama;
  readonly report: StopReport;
  readonly ledger: Ledger;
  readonly letters: readonly DeadLetter[];
  /** Letters that are in their channels again, in the order in which that was asked for. */
  readonly replayed: readonly ReplayedLetter[];
  readonly wasStopped: boolean;
  /**
   * Actors that were ended for good because the graph was stopping, with a death too many or a load too long: the report says so, and
   * those before them may have no way to drain.
   */
  readonly ended: ReadonlySet<string>;
}

/** What went through a channel. */
interface Passage {
  /** What the actor's own code has sent, in order. */
  readonly own: readonly number[];
  /** What its reader has taken in turns that count, in order. */
  readonly taken: readonly number[];
}

/** Everything that is not as it must be, one sentence each. */
export function auditOf(outcome: Outcome): string[] {
  return new Audit(outcome).faults;
}

class Audit {
  readonly faults: string[] = [];
  readonly #outcome: Outcome;
  readonly #states: readonly Readonly<Record<string, number>>[];

  constructor(outcome: Outcome) {
    const { drama: { shape: { nodes, edges } }, report } = outcome;
    this.#outcome = outcome;
    this.#states = nodes.map(({ label }) =>
      report.actors.find((actor) => actor.label === label)?.state as Record<string, number>
    );
    const passages = edges.map((edge, channel) => this.#passage(edge, channel));
    const stations = stationsOf(nodes, edges);
    nodes.forEach((node, i) => this.#actor(node, i, passages, stations.has(i)));
    for (const { label, outcome: how, why } of report.actors) {
      const must = outcome.ended.has(label) ? "failed" : "ended";
      if (how !== must && !this.#isCut) this.faults.push(`${label} ${how}: ${why}`);
    }
    this.#expect("whether the end was clean", report.clean, outcome.ended.size === 0);
  }

  #expect(what: string, is: unknown, must: unknown): void {
    const [seen, expected] = [is, must].map((value) => JSON.stringify(value));
    if (seen !== expected) this.faults.push(`${what} is ${seen}, must be ${expected}`);
  }

  /** Whether what was sent could not get through, because somebody on the way is gone. */
  get #isCut(): boolean {
    return this.#outcome.ended.size > 0;
  }

  get #shape(): Drama["shape"] {
    return this.#outcome.drama.shape;
  }

  /** What went through a channel: each message once, taken or a letter. */
  #passage({ name, kind, from, to }: Edge, channel: number): Passage {
    const { ledger, report, replayed } = this.#outcome;
    const { sent, taken, left } = report.channels.find(({ label }) => label === name)!;
    const written = ledger.sent(channel);
    const own: number[] = [];
    const all: number[] = [];
    const replays = replayed.filter((letter) => letter.channel === channel);
    for (let place = 0; place < sent; place++) {
      // Where its actor's own code has sent nothing it has put a letter back.
      const value = written[place];
      const replay = value === undefined ? replays.shift()?.value : undefined;
      if (value !== undefined) own.push(value);
      else if (replay === undefined) this.faults.push(`message ${place} of ${name} is nobody's`);
      all.push(value ?? replay ?? NaN);
    }
    this.#expect(`what was put back into ${name} and is not there`, replays, []);
    const [tx, rx] = [this.#port(from, "outs", channel), this.#port(to, "ins", channel)];
    const { [`out${tx}Count`]: ownCount, [`out${tx}Hash`]: ownHash } = this.#states[from]!;
    this.#expect(`what was sent on ${name}, and its hash`, [ownCount, ownHash], hashOf(own));

    const lettered = new Set<number>();
    for (const letter of this.#lettersOf(to, rx)) {
      const { number, message, unreadable } = letter;
      if (lettered.has(number)) this.faults.push(`message ${number} of ${name} is two letters`);
      lettered.add(number);
      const value = unreadable ? undefined : valueIn(kind, message);
      this.#expect(`the letter of message ${number} of ${name}`, value, all[number]);
      if (number >= taken) this.faults.push(`message ${number} of ${name} is a letter and left`);
    }
    this.#expect(`what is left in ${name}`, left, this.#isCut ? sent - taken : 0);
    const worked = all.slice(0, taken).filter((_, place) => !lettered.has(place));
    const { [`in${rx}Count`]: count, [`in${rx}Hash`]: hash } = this.#states[to]!;
    this.#expect(`what was taken from ${name}, and its hash`, [count, hash], hashOf(worked));
    return { own, taken: worked };
  }

  #port(node: number, side: "ins" | "outs", channel: number): number {
    return (this.#shape.nodes[node] as Node)[side].indexOf(channel);
  }

  /** The letters that the framework has made of an actor's messages. */
  #lettersOf(node: number, port: number): DeadLetter[] {
    const { label, gathers } = this.#shape.nodes[node] as Node;
    return this.#outcome.letters.filter((letter) =>
      letter.actor === label && letter.port !== null &&
      (gathers ? letter.lane === port : letter.port === `in${port}`)
    );
  }

  /** What an actor has given up itself, in order, by port. */
  #givenUp(node: number, port: number): number[] {
    const { label, ins } = this.#shape.nodes[node] as Node;
    const { kind } = this.#shape.edges[ins[port] as number] as Edge;
    return this.#outcome.letters
      .filter(({ actor, port: of, reason }) =>
        actor === label && of === null && reason === String(port)
      )
      .map(({ message }) => valueIn(kind, message));
  }

  /** What an actor has sent follows from what it has taken. */
  #actor(node: Node, i: number, passages: readonly Passage[], isStation: boolean): void {
    const { label, role, ins, outs } = node;
    const { drama: { castings, shape, showstopper }, ledger, wasStopped } = this.#outcome;
    const { banes = 0, bane } = castings[i]?.args ?? {};
    const sent = outs.map((channel) => (passages[channel] as Passage).own);
    const taken = ins.map((channel) => (passages[channel] as Passage).taken);
    const borne = taken.map((values, port) => {
      const unbearable = values.filter((value) =>
        isBane(value, i, banes) && !ledger.isCured(i, value)
      );
      if (bane !== "gives it up") {
        this.#expect(`what ${label} has taken although it cannot bear it`, unbearable, []);
        return values;
      }
      // Of those that it has given up, some may have come back and been taken: each is a letter once more than it stayed.
      const given = this.#givenUp(i, port);
      return withoutOnce(
        values,
        given,
        (value) =>
          this.faults.push(`${label} gave up ${value} of port ${port}, which it has not taken`),
      );
    });
    if (role === "source") {
      const { next } = this.#states[i] as { next: number };
      if (!wasStopped) this.#expect(`what ${label} has made`, next, shape.count);
      borne.push(Array.from({ length: next }, (_, n) => valueOf(i, n)));
    }
    if (showstopper === Infinity) this.#expect(`letters of ${label}`, this.#lettersOf(i, 0), []);
    this.#totals(node, i);
    if (role === "sink") return;
    if (role === "turner") {
      // What is on its way round the loop is neither in nor out.
      if (!this.#isCut) this.#turner(node, i, sent, borne);
      return;
    }
    outs.forEach((channel, way) => {
      const { kind } = shape.edges[channel] as Edge;
      const goes = (value: number) =>
        role === "broadcaster" || isStation || routeOf(value, i, outs.length) === way;
      const ways = borne.map((values) => values.filter(goes).map((value) => carried(kind, value)));
      // What comes by several ports may stand in any order; of each port, and all of them, it is known.
      if (ways.length === 1) this.#expect(`what ${label} has sent by ${way}`, sent[way], ways[0]);
      else {this.#expect(
          `what ${label} has sent by ${way}`,
          sorted(sent[way]!),
          sorted(ways.flat()),
        );}
      if (role === "broadcaster") {
        this.#expect(`what ${label} has sent by ${way}, beside 0`, sent[way], sent[0]);
      }
    });
  }

  /** What goes into a loop comes out of it, with its laps done. */
  #turner(
    { label, outs }: Node,
    i: number,
    sent: readonly (readonly number[])[],
    borne: readonly (readonly number[])[],
  ): void {
    this.#expect(`what is open at ${label}`, (this.#states[i] as { open: number }).open, 0);
    const entered = borne.slice(1).flat();
    const ways = outs.length - 1;
    for (let way = 0; way < ways; way++) {
      const { kind } = this.#shape.edges[outs[way + 1] as number] as Edge;
      const out = entered.filter((value) => routeOf(value, i, ways) === way)
        .map((value) => carried(kind, value));
      this.#expect(`what ${label} has let out by ${way}`, sorted(sent[way + 1]!), sorted(out));
    }
    const laps = entered.flatMap((value) =>
      Array.from({ length: lapsOf(value, i) }, (_, lap) => value - value % MOST_LAPS + lap + 1)
    );
    this.#expect(`the laps at ${label}`, sorted(sent[0]!), sorted(laps));
  }

  /** An actor's ports tell the same as its channels. */
  #totals({ label, role, ins, outs, gathers }: Node, _i: number): void {
    const { actors, channels } = this.#outcome.report;
    const { ports } = actors.find((actor) => actor.label === label)!;
    const of = (channel: number, what: "sent" | "taken") =>
      channels.find(({ label }) => label === this.#shape.edges[channel]!.name)![what];
    const sum = (list: readonly number[], what: "sent" | "taken") =>
      list.reduce((all, channel) => all + of(channel, what), 0);
    const must: Record<string, number> = {};
    if (gathers) must.ins = sum(ins, "taken");
    else ins.forEach((channel, port) => must[`in${port}`] = of(channel, "taken"));
    if (role === "broadcaster") must.outs = sum(outs, "sent");
    else outs.forEach((channel, port) => must[`out${port}`] = of(channel, "sent"));
    this.#expect(`the totals of the ports of ${label}`, ports, must);
  }
}

function hashOf(values: readonly number[]): [number, number] {
  return [values.length, values.reduce(fold, 0)];
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other);
}

/** The values but for those, each taken away once. */
function withoutOnce(
  values: readonly number[],
  those: readonly number[],
  onMissing: (value: number) => void,
): number[] {
  const left = [...values];
  for (const value of those) {
    const place = left.indexOf(value);
    if (place === -1) onMissing(value);
    else left.splice(place, 1);
  }
  return left;
}
