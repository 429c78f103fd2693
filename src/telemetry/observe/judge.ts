import { weigh } from "../../../static/lens/weigh.js";
import type { ProbeSample } from "../../probe/read.ts";
import type { Topology } from "../../protocol/mod.ts";
import type { Totals } from "../measure/mod.ts";
import { meanOf, type Over, perSecond, shareOf } from "../over_time.ts";
import { actorLabel, type Moment, RollingWindow } from "../sample/mod.ts";

/** Over how long is judged, in milliseconds: a channel that is full with each beat of a second, and empty again, is not in trouble. */
const JUDGED_MS = 3000;

/** Shorter whiles say nothing of who keeps up: at its start an actor has other things to do. */
const LEAST_MS = 500;

/** How often is judged, in milliseconds: no oftener than three seconds change much, because graphs may be large. */
const PERIOD_MS = 250;

const PERCENT = 100;

const NONE: ReadonlySet<number> = new Set();

/** What is known of actors for judging them, and how it comes about; shares in percent, as the page has them. */
const OF_ACTORS: Readonly<Record<string, Over>> = {
  busy: inPercent(shareOf("busyMs")),
  outside: inPercent(shareOf("outsideMs")),
  blocked: inPercent(shareOf("blockedMs")),
  waiting: inPercent(shareOf("waitingMs")),
  turnRate: perSecond("turns"),
};

/** The same of channels. */
const OF_CHANNELS: Readonly<Record<string, Over>> = {
  fill: inPercent(meanOf("fill")),
  rate: perSecond("sent"),
};

/**
 * Judges who keeps up and who does not, over the last three seconds, by the same code by which the page's lens names them. Levels,
 * alerts, the API, metrics and recordings have it from here. Has no clock.
 */
export class Judge {
  /** How full each channel is because an actor does not keep up, from 0 to 1; `NaN` while that is not known. */
  readonly pressures: Float64Array;
  readonly #graph: Parameters<typeof weigh>[0];
  readonly #counts: Readonly<Record<"a" | "c", number>>;
  readonly #totals: Totals;
  readonly #window = new RollingWindow(JUDGED_MS);
  #starving: ReadonlySet<number> = NONE;
  #senders: ReadonlySet<number> = NONE;
  #judgedAt = -Infinity;

  constructor({ actors, channels }: Topology, totals: Totals) {
    this.#graph = {
      actors: actors.map((actor) => ({ label: actorLabel(actor), troupe: actor.troupe })),
      chans: channels,
    };
    this.#counts = { a: actors.length, c: channels.length };
    this.#totals = totals;
    this.pressures = new Float64Array(channels.length).fill(NaN);
  }

  /** The channels whose sender does not keep up, and not their reader: it waits for their messages, and leaves others lying. */
  get starving(): ReadonlySet<number> {
    return this.#starving;
  }

  /** The channels whose sender asks for attention as they do: those that starve, and those through which actors wait for each other. */
  get senders(): ReadonlySet<number> {
    return this.#senders;
  }

  /** Judges by what was counted up to `moment`. A graph that begins or stops is not judged. */
  judge(moment: Moment, probes: readonly ProbeSample[], isRunning: boolean): void {
    const base = this.#window.push(moment);
    if (!isRunning) this.#forget();
    if (!isRunning || base === null || moment.time - base.time < LEAST_MS) return;
    const passed = moment.time - this.#judgedAt;
    if (passed >= 0 && passed < PERIOD_MS) return;
    this.#judgedAt = moment.time;
    const columns = {
      a: this.#columns("a", OF_ACTORS, this.#totals.ofActors(base, moment)),
      c: this.#columns("c", OF_CHANNELS, this.#totals.ofChannels(base, moment)),
    };
    columns.a.set("up", probes.map(({ phase }) => phase !== "down"));
    const { pressure, starving, cycles } = weigh(this.#graph, {
      column: (side, name) => columns[side].get(name) ?? [],
    });
    pressure.forEach((percent, channel) => this.pressures[channel] = percent / PERCENT);
    this.#starving = starving;
    this.#senders = new Set([...starving, ...cycles.flat().map(({ channel }) => channel)]);
  }

  #forget(): void {
    this.pressures.fill(NaN);
    this.#starving = this.#senders = NONE;
    this.#judgedAt = -Infinity;
  }

  #columns(
    side: "a" | "c",
    figures: Readonly<Record<string, Over>>,
    stretch: Parameters<Over>[0],
  ): Map<string, readonly unknown[]> {
    return new Map(
      Object.entries(figures).map(([name, over]) => {
        const tell = over(stretch);
        return [name, Array.from({ length: this.#counts[side] }, (_, index) => tell(index))];
      }),
    );
  }
}

function inPercent(over: Over): Over {
  return (stretch) => {
    const tell = over(stretch);
    return (index) => tell(index) * PERCENT;
  };
}
