import type { ActorShape } from "../../actor/mod.ts";
import { faultsText, textOf } from "../../errors.ts";
import { numberFaults } from "../arg_checks.ts";
import { deadLettersFaults } from "../dead_letter_file.ts";
import { MisconfiguredError, type SourceWireKind, type WireArgs } from "../wire.ts";

/**
 * When a source tells its service that a message is done for good.
 *
 * - `settled`: once all that came of it has left the graph. A death of the process loses nothing; what was under way comes again.
 * - `journal`: once it is in a file on this machine, which the source reads first when it starts again. For services that cannot hand
 *   over a message twice, such as whoever makes a request.
 * - `eager`: once it is in the channel. A death of the process loses what is in channels then.
 */
export type SourceMode = "settled" | "journal" | "eager";

/** The args that every source has, beside those of its wire. A type and no interface: args are records. */
export type SourceArgs = {
  /** When the service is told that a message is done; `settled` if nothing else is said. */
  readonly mode: SourceMode;
  /** How many messages may be in hand that are not settled: 10,000 if nothing else is said. */
  readonly maxInFlight: number;
  /** How many messages are asked of the service at a time, at most: 500 if nothing else is said. */
  readonly batch: number;
  /**
   * How long the source waits at a stop until all that it has sent is settled, in milliseconds: 20,000 if nothing else is said. It should
   * be less than the `stopTimeoutMs` of the graph, so that there is time to leave the service in good order.
   */
  readonly stopTimeoutMs: number;
  /** The file of the mode `journal`. It is made where there is none; the source needs `--allow-read` and `--allow-write` for its folder. */
  readonly journal: string;
  /**
   * The file that dead letters are appended to, before their messages count as done: a line of JSON each. Without it they are in the memory
   * of the process alone, and a kill loses them. The source needs `--allow-write` for it.
   */
  readonly deadLetters: string;
};

/** What a source does when the graph does not say otherwise. */
export const SOURCE_ARGS: SourceArgs = {
  mode: "settled",
  maxInFlight: 10_000,
  batch: 500,
  stopTimeoutMs: 20_000,
  journal: "",
  deadLetters: "",
};

const MODES: readonly unknown[] = ["settled", "journal", "eager"] satisfies SourceMode[];
const MAX_IN_FLIGHT = 1_000_000;

/** All that is wrong with the args of a source itself, a sentence each. */
function ownFaults(args: SourceArgs): string[] {
  const { mode, journal, deadLetters } = args;
  return [
    ...(MODES.includes(mode)
      ? []
      : [`its mode is ${textOf(mode)}, give "settled", "journal" or "eager"`]),
    ...numberFaults(args, "maxInFlight", 1, MAX_IN_FLIGHT),
    ...numberFaults(args, "batch", 1, MAX_IN_FLIGHT),
    ...numberFaults(args, "stopTimeoutMs", 0),
    ...journalFaults(mode, journal),
    ...deadLettersFaults(deadLetters),
  ];
}

function journalFaults(mode: unknown, journal: unknown): string[] {
  if (typeof journal !== "string") return [`its journal is ${textOf(journal)}, give a path`];
  if (mode === "journal") {
    return journal === ""
      ? ['its mode is "journal", and it has no journal, give the path of a file']
      : [];
  }
  return journal === "" ? [] : [
    `its journal is ${journal}, and its mode ${
      textOf(mode)
    } keeps none, give the mode "journal", or leave it out`,
  ];
}

/** The args of the wire among those of a source. */
export function wireArgs<A extends WireArgs>(wire: SourceWireKind<A>, args: SourceArgs & A): A {
  return Object.fromEntries(Object.keys(wire.args).map((name) => [name, args[name]])) as A;
}

/** All that is wrong with the args of a source, its wire's among them, a sentence each. */
export function sourceFaults<A extends WireArgs>(
  wire: SourceWireKind<A>,
  args: SourceArgs & A,
): string[] {
  return [...ownFaults(args), ...wire.faults(wireArgs(wire, args))];
}

/**
 * Refuses args that a source cannot work with.
 *
 * @throws {MisconfiguredError} with all that is wrong with them
 */
export function checkSourceArgs<A extends WireArgs>(
  label: string,
  wire: SourceWireKind<A>,
  args: SourceArgs & A,
): void {
  const faults = sourceFaults(wire, args);
  if (faults.length > 0) {
    throw new MisconfiguredError(faultsText(`start source "${label}"`, faults));
  }
}

/** The args of a definition: the source's, the wire's, and what is given in their place. Throws for names that there are not. */
export function argsOf<A extends WireArgs>(
  wire: SourceWireKind<A>,
  given: Partial<SourceArgs & A>,
): ActorShape["args"] & SourceArgs & A {
  const taken = Object.keys(wire.args).filter((name) => name in SOURCE_ARGS);
  const known: SourceArgs & A = { ...SOURCE_ARGS, ...wire.args };
  const faults = [
    ...taken.map((name) =>
      `wire ${wire.name} has an arg "${name}", which is one of every source, give it another name`
    ),
    ...Object.keys(given).filter((name) => !(name in known)).map((name) =>
      `there is no arg "${name}", there are ${Object.keys(known).join(", ")}`
    ),
  ];
  if (faults.length > 0) throw new TypeError(faultsText("define a source", faults));
  return { ...known, ...given };
}
