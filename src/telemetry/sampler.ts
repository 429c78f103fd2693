import type { ProbeSample } from "../probe/read.ts";
import type { TelemetrySource } from "../protocol/topology.ts";
import { actorLevel, worstLevels } from "./actor_level.ts";
import { ActorMeter } from "./actor_meter.ts";
import { ChannelMeter } from "./channel_meter.ts";
import type { ChannelReading } from "./channel_meter.ts";
import type { ActorSample, ChannelSample, GraphSample } from "./graph_sample.ts";
import { RollingWindow } from "./rolling_window.ts";
import { Stretch } from "./stretch.ts";

/** Over how long rates and shares are taken, in milliseconds. */
export const WINDOW_MS = 1000;

/** For how long an actor is shown as crashed, in milliseconds. */
const CRASH_SHOWN_MS = 5000;

// A moment of the window holds how many samples were taken, then what was counted of each actor and each channel.
const COUNT_CELL = 0;
const FIRST_CELL = 1;
const ACTOR_CELLS = 4;
const CHANNEL_CELLS = 2;

/**
 * Turns the counters in shared memory into what people read: totals, rates and shares over a window. It has no clock and
 * no timer; whoever calls says what time it is.
 *
 * Call it at least once a second: the counters wrap.
 */
export class Sampler {
  readonly #source: TelemetrySource;
  readonly #actors: readonly ActorMeter[];
  readonly #channels: readonly ChannelMeter[];
  readonly #window: RollingWindow;
  readonly #crashes = new Map<number, number>();
  readonly #fills: Float64Array;
  #samples = 0;

  /** `windowMs` is the span of the window, in milliseconds. */
  constructor(source: TelemetrySource, windowMs: number = WINDOW_MS) {
    const { region, topology } = source;
    const words = new Int32Array(region);
    this.#source = source;
    this.#actors = topology.actors.map(({ probe }) => new ActorMeter(region, probe));
    this.#channels = topology.channels.map((edge) => new ChannelMeter(words, edge));
    this.#window = new RollingWindow(windowMs);
    this.#fills = new Float64Array(topology.channels.length);
  }

  /** Notes that an actor crashed at `time`. */
  crashed(actor: number, time: number): void {
    this.#crashes.set(actor, time);
  }

  /** Takes a sample at `now`, in milliseconds since the epoch. */
  sample(now: number): GraphSample {
    const probes = this.#actors.map((meter) => meter.read(now));
    const readings = this.#channels.map((meter) => meter.read());
    const moment = { time: now, values: this.#count(probes, readings) };
    const base = this.#window.push(moment);
    const lifecycle = this.#source.lifecycle();
    // Once the graph has stopped nothing flows any more: what the last window saw would be shown for ever.
    const stopped = lifecycle === "stopped";
    const stretch = new Stretch(stopped ? null : base, moment);

    const channels = readings.map((reading, index): ChannelSample => {
      const cell = this.#channelCell(index);
      return this.#channels[index]!.sample(reading, {
        rate: stretch.rate(cell),
        fill: stopped
          ? this.#channels[index]!.share(reading.depth)
          : stretch.mean(cell + 1, COUNT_CELL),
      });
    });
    const { topology } = this.#source;
    const inputs = worstLevels(topology, channels, "to");
    const outputs = worstLevels(topology, channels, "from");
    const actors = probes.map((probe, index): ActorSample => {
      const cell = FIRST_CELL + index * ACTOR_CELLS;
      const blocked = stretch.share(cell + 1);
      return {
        ...probe,
        busy: stretch.share(cell),
        blocked,
        waiting: stretch.share(cell + 2),
        turnRate: stretch.rate(cell + 3),
        restarts: this.#source.regeneration(index),
        level: actorLevel({
          crashed: this.#justCrashed(index, now),
          blocked,
          input: inputs[index]!,
          output: outputs[index]!,
        }),
      };
    });
    return { time: now, lifecycle, actors, channels };
  }

  #count(probes: readonly ProbeSample[], readings: readonly ChannelReading[]): Float64Array {
    this.#samples++;
    const values = new Float64Array(this.#channelCell(readings.length));
    values[COUNT_CELL] = this.#samples;
    probes.forEach(({ busyMs, blockedMs, waitingMs, turns }, index) => {
      values.set([busyMs, blockedMs, waitingMs, turns], FIRST_CELL + index * ACTOR_CELLS);
    });
    readings.forEach(({ sent, depth }, index) => {
      this.#fills[index]! += this.#channels[index]!.share(depth);
      values.set([sent, this.#fills[index]!], this.#channelCell(index));
    });
    return values;
  }

  #channelCell(channel: number): number {
    return FIRST_CELL + this.#actors.length * ACTOR_CELLS + channel * CHANNEL_CELLS;
  }

  #justCrashed(actor: number, now: number): boolean {
    const time = this.#crashes.get(actor);
    return time !== undefined && now - time < CRASH_SHOWN_MS;
  }
}
