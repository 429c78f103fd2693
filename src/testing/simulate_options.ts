import { between, callback, flag, number, type Schema, that } from "../option_faults.ts";
import { type FaultRates, faultRates } from "./fault_kinds.ts";
import { type Costs, costs } from "./load/mod.ts";
import { type Duration, duration } from "./moment.ts";
import { isFolder } from "./recorded_runs.ts";
import { areLabels } from "./roles.ts";
import { areSeeds } from "./seeds.ts";
import type { Stage } from "./stage.ts";

/** How graphs are simulated. */
export interface SimulateOptions {
  /**
   * Whether the graph runs on real workers and in real time instead, as `RealOptions` say.
   *
   * @default {false}
   */
  readonly real?: false;
  /**
   * How many seeds, from 1 on; or which. The environment variable `SEED`, if it may be read, takes their place.
   *
   * @default {1}
   */
  readonly seeds?: number | readonly number[];
  /** What goes wrong, by chance. Nothing if not given. */
  readonly faults?: FaultRates;
  /**
   * For how long things go wrong, in virtual time; then the graph must come to its end.
   *
   * @default {10_000}
   */
  readonly faultsFor?: Duration;
  /**
   * Within how long it must have come to its end, once it is waited for and nothing goes wrong any more.
   *
   * @default {3_600_000}
   */
  readonly within?: Duration;
  /**
   * The probability that a thread lets others go on where it could.
   *
   * @default {0.5}
   */
  readonly preemption?: number;
  /**
   * The most that a message between host and worker takes.
   *
   * @default {1}
   */
  readonly latency?: Duration;
  /**
   * Actors that run as they are, by label, or by the name of several. If it is given, nobody may play these, and each other one must
   * be played: so an actor that pays, or mails, never does so in a test because somebody has drawn it anew. If it is not, whoever
   * is not played runs as it is.
   */
  readonly keep?: readonly string[];
  /**
   * Whether each seed draws for itself what it takes place under: about half of the kinds of fault, each up to the rate that is given, any
   * preemption, and latencies of up to twenty times what is given. Runs that leave something out find what runs under all of it hide.
   * Where `faults` are not given, all that a graph must bear goes wrong. What was drawn a run tells as its `circumstances`.
   *
   * @default {false}
   */
  readonly swarm?: boolean;
  /**
   * Is called after each step that a thread has taken, once the graph is up: what must hold at every moment. What it throws fails the run
   * at that very step. It cannot wait for anything, and changes nothing.
   */
  readonly check?: (stage: Stage) => void;
  /**
   * All that was decided in a run that has failed, as its `SimulationError` has it: that run is repeated, and no other, whatever the dice
   * would say today. It fails where a change since then has made the order of what happens another, and says how. Beyond its end the dice
   * go on.
   */
  readonly replay?: string;
  /**
   * A folder, which is made if it is not there: the run that fails is recorded in it, with the faults that are enough for that; if none
   * fails, that of the last seed. The page plays what is recorded, moment by moment, like a recording of a graph on the machine: open any
   * page of this package and drop the file on it. The environment variable `TRACE`, if it may be read, takes its place.
   */
  readonly trace?: string;
  /**
   * Whether each worker has instances of its own of the modules of its actors, as in life, where those keep anything in variables: a
   * death takes that along. With `false`, or where a module cannot be loaded once more because it is the test's own, all share the
   * test's instance.
   *
   * @default {true}
   */
  readonly freshModules?: boolean;
  /**
   * How much of the machine's time a step may take. One that takes longer is an endless loop: the process ends, and says whose it was.
   * `Infinity` for as long as it likes.
   *
   * @default {10_000}
   */
  readonly stepLimit?: Duration;
  /**
   * What work costs, in milliseconds of a processor for each message, by label or name of the actor: `{ WORKER: 0.2 }`. Actors that
   * are not named here compute in no time. A thread that computes does nothing else, and its mates wait.
   *
   * @default {nothing}
   */
  readonly cost?: Costs;
  /**
   * Processors that the threads share. A thread that finds none free waits for one, and counts as busy meanwhile.
   *
   * @default {Infinity}
   */
  readonly cores?: number;
}

/** Those that have a value where they are left out. */
export type SimulateStandards =
  | "real"
  | "seeds"
  | "faultsFor"
  | "within"
  | "preemption"
  | "latency"
  | "swarm"
  | "freshModules"
  | "stepLimit"
  | "cores";

/** What is known of {@link SimulateOptions}. */
export const SIMULATE_OPTIONS: Schema<SimulateOptions, SimulateStandards> = {
  real: { check: that((value) => value === false, "give true or false"), default: false },
  seeds: { check: areSeeds, default: 1 },
  faults: { check: faultRates },
  faultsFor: { check: duration, default: 10_000 },
  within: { check: duration, default: 3_600_000 },
  preemption: { check: between(0, 1), default: 0.5 },
  latency: { check: duration, default: 1 },
  keep: { check: areLabels },
  swarm: { check: flag, default: false },
  check: { check: callback() },
  replay: {
    check: that(
      (value) => typeof value === "string" && value !== "",
      "give the replay of a SimulationError",
    ),
  },
  trace: { check: isFolder },
  freshModules: { check: flag, default: true },
  stepLimit: { check: duration, default: 10_000 },
  cost: { check: costs },
  cores: {
    check: number(
      (value) => value === Infinity || (Number.isInteger(value) && value > 0),
      "give a whole number from 1, or Infinity",
    ),
    default: Infinity,
  },
};

/** The options, each with a value. */
export type SimulateSettings =
  & SimulateOptions
  & Required<Pick<SimulateOptions, SimulateStandards>>;
