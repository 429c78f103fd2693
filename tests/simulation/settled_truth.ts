/** Whether what is said to be settled has left the graph: message by message, once it is known what each channel has carried. */
import type { Graph, StopReport } from "@steady-state/deno";
import { CHANNEL_HEAD_WORD, CHANNEL_SETTLED_WORD } from "../../src/channel/ring/channel_layout.ts";
import { graphRunOf } from "../../src/graph/graph.ts";
import type { Waves } from "../../src/graph/settled/mod.ts";
import type { Ledger } from "../chaos/random/ledger.ts";
import { carried } from "../chaos/random/messages.ts";
import { type Edge, MOST_LAPS, type Node, valueOf } from "../chaos/random/shape.ts";
import type { ReplayedLetter } from "./books.ts";
import type { Drama } from "./drama.ts";

/** A moment at which more was settled. */
interface Moment {
  /** So many messages of each channel were taken. */
  readonly taken: readonly number[];
  /** So many of each channel were settled; 0 where nobody follows. */
  readonly settled: readonly number[];
}

/** What was said of a graph, and whether it was true. */
export class SettledTruth {
  readonly #drama: Drama;
  readonly #moments: Moment[] = [];
  /** Channels of actors that are followed. */
  readonly #followed: readonly number[];

  /** How many messages of each channel are settled. */
  readonly #settled: number[];
  /** The same, as the channels say it. */
  readonly #told: number[] = [];
  readonly #graph: Graph;
  #waves: Waves | undefined;

  constructor(drama: Drama, graph: Graph) {
    this.#drama = drama;
    this.#graph = graph;
    this.#settled = drama.shape.edges.map(() => 0);
    const { shape: { edges }, castings } = drama;
    this.#followed = edges.flatMap(({ from }, channel) =>
      castings[from]?.followed ? [channel] : []
    );
  }

  /** How often more was settled. */
  get moves(): number {
    return this.#moments.length;
  }

  /** How many messages of sources were settled. */
  get messages(): number {
    return this.#settled.reduce((sum, count) => sum + count, 0);
  }

  /**
   * Notes where everything is, if more is settled than before: by what the channels say, or by waves that look after each step, a hundred
   * times as often as the host does.
   */
  look(): void {
    if (this.#followed.length === 0) return;
    const { region, topology: { channels } } = this.#graph.telemetry;
    const words = new Int32Array(region);
    const settled = this.#settled;
    let isMore = false;
    const settle = (channel: number, count: number) => {
      if (count <= (settled[channel] as number)) return;
      settled[channel] = count;
      isMore = true;
    };
    for (const channel of this.#followed) {
      const { sentWord } = channels[channel]!;
      const told = words[sentWord - CHANNEL_HEAD_WORD + CHANNEL_SETTLED_WORD]!;
      this.#told[channel] = told;
      settle(channel, told);
    }
    const waves = this.#waves ??= graphRunOf(this.#graph).watermarks.newWaves();
    const { settled: through } = waves.look();
    for (const { source, outputs } of waves.routes) {
      const counts = through.get(source);
      outputs.forEach((output, i) => settle(output, counts?.[i] ?? 0));
    }
    if (!isMore) return;
    this.#moments.push({
      taken: channels.map(({ takenWord }) => words[takenWord]!),
      settled: [...settled],
    });
  }

  /** What of it was not true. Messages that were put back are not asked for: they come late. */
  faultsOf(report: StopReport, ledger: Ledger, replayed: readonly ReplayedLetter[]): string[] {
    const { shape: { edges } } = this.#drama;
    const sent = edges.map(({ name }) => report.channels.find(({ label }) => label === name)!.sent);
    const faults: string[] = [];
    const late = new Set(replayed.map(({ value }) => originOf(value)));
    const settledAt = this.#momentsByOrigin(ledger);
    edges.forEach(({ name }, channel) => {
      if (!this.#isTraceable(channel)) return;
      const written = ledger.sent(channel);
      for (let place = 0; place < (sent[channel] as number); place++) {
        const value = written[place];
        if (value === undefined || late.has(originOf(value))) continue;
        const moment = settledAt.get(originOf(value));
        if (moment === undefined || (moment.taken[channel] as number) > place) continue;
        faults.push(
          `value ${value} counted as settled when message ${place} of ${name}, which came of it, was still to be taken`,
        );
      }
    });
    if (faults.length > 0 || !report.clean) return faults;
    // In the end all is settled.
    for (const channel of this.#followed) {
      const told = this.#told[channel];
      if (told === sent[channel]) continue;
      faults.push(
        `${told} of ${sent[channel]} of ${edges[channel]!.name} are settled at the end`,
      );
    }
    return faults;
  }

  /** When the message with that origin was first said to be settled. */
  #momentsByOrigin(ledger: Ledger): Map<number, Moment> {
    const found = new Map<number, Moment>();
    const seen = new Map<number, number>();
    for (const moment of this.#moments) {
      for (const channel of this.#followed) {
        const written = ledger.sent(channel);
        const count = moment.settled[channel] as number;
        for (let place = seen.get(channel) ?? 0; place < count; place++) {
          const value = written[place];
          if (value !== undefined && this.#isTraceable(channel)) found.set(originOf(value), moment);
        }
        seen.set(channel, count);
      }
    }
    return found;
  }

  /** Whether it can be told of values of a channel where they come from: no channel before it has cut them. */
  #isTraceable(channel: number, before: ReadonlySet<number> = new Set()): boolean {
    if (before.has(channel)) return true;
    const { shape: { edges, nodes } } = this.#drama;
    const { kind, from } = edges[channel] as Edge;
    const large = valueOf(nodes.length, MOST_LAPS) + MOST_LAPS - 1;
    if (carried(kind, large) !== large) return false;
    const path = new Set([...before, channel]);
    return (nodes[from] as Node).ins.every((input) => this.#isTraceable(input, path));
  }
}

/** Names the message of a source that the value has come of: all its laps are one. */
function originOf(value: number): number {
  return Math.floor(value / MOST_LAPS);
}
