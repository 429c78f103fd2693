import { between, parts, type Schema, that } from "../../option_faults.ts";
import { type Duration, duration } from "../moment.ts";
import { areLabels } from "../roles.ts";
import { isFolder } from "../recorded_runs.ts";
import { areSeeds } from "../seeds.ts";

/** What goes wrong on real workers. Everything else that a simulation can do to them takes a world of its own. */
export interface RealFaultRates {
  /**
   * The probability, for each worker and millisecond, that its thread is ended, wherever it is: also in the middle of a commit. The
   * workers of actors that are played die too, between two of their waits.
   */
  readonly death?: number;
}

/** What is known of {@link RealFaultRates}. */
const REAL_FAULT_RATES: Schema<RealFaultRates> = {
  death: { check: between(0, 1) },
};

/** How graphs are run on real workers, in real time. */
export interface RealOptions {
  /** Says that it is. */
  readonly real: true;
  /**
   * How many runs; or which seeds the dice of each run have. The dice decide about deaths, and not about the order of things: that is
   * the machine's.
   *
   * @default {1}
   */
  readonly seeds?: number | readonly number[];
  /** What goes wrong, by chance. Nothing if not given. */
  readonly faults?: RealFaultRates;
  /**
   * For how long things go wrong, in real time; then the graph must come to its end.
   *
   * @default {1_000}
   */
  readonly faultsFor?: Duration;
  /**
   * Within how long it must have come to its end, once it is waited for and nothing goes wrong any more.
   *
   * @default {60_000}
   */
  readonly within?: Duration;
  /**
   * Actors that run as they are, by label, or by the name of several. If it is given, nobody may play these, and each other one must
   * be played: so an actor that pays, or mails, never does so in a test because somebody has drawn it anew. If it is not, whoever
   * is not played runs as it is.
   */
  readonly keep?: readonly string[];
  /**
   * A folder, which is made if it is not there: each run is recorded while it goes, and the one that fails, or else the last, is written
   * there, with the workers that were ended. The page plays it like a recording of a simulation, and of a graph in production. The
   * environment variable `TRACE`, if it may be read, takes its place.
   */
  readonly trace?: string;
}

/** Those that have a value where they are left out. */
export type RealStandards = "seeds" | "faultsFor" | "within";

/** What is known of {@link RealOptions}. */
export const REAL_OPTIONS: Schema<RealOptions, RealStandards> = {
  real: { check: that((value) => value === true, "give true"), required: true },
  seeds: { check: areSeeds, default: 1 },
  faults: {
    check: parts(
      REAL_FAULT_RATES,
      "give { death }: real workers can be ended, all else takes a simulation",
    ),
  },
  faultsFor: { check: duration, default: 1000 },
  within: { check: duration, default: 60_000 },
  keep: { check: areLabels },
  trace: { check: isFolder },
};

/** The options, each with a value. */
export type RealSettings = RealOptions & Required<Pick<RealOptions, RealStandards>>;
