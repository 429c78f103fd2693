import { faultsText } from "../../errors.ts";
import { numberFaults } from "../arg_checks.ts";
import { deadLettersFaults } from "../dead_letter_file.ts";
import { MisconfiguredError, type SinkWireKind, type WireArgs } from "../wire.ts";

/** The args that every sink has, beside those of its wire. A type of its own, and no interface, so that it is plain data to the compiler. */
export type SinkArgs = {
  /** How many messages are put at a time, at most: 500 if nothing else is said. */
  readonly batch: number;
  /**
   * How long a batch that is not full waits for more, in milliseconds: 0 if nothing else is said. Then what is there is put at once, and
   * what comes meanwhile is the next batch, so batches are large under load all the same.
   */
  readonly withinMs: number;
  /** How long the service has to take a batch, in milliseconds, before the sink connects anew and puts it again: 30,000 if nothing else is said. */
  readonly putTimeoutMs: number;
  /**
   * The file that dead letters are appended to, before their messages count as done: a line of JSON each. Without it they are in the memory
   * of the process alone, and a kill loses them. The sink needs `--allow-write` for it.
   */
  readonly deadLetters: string;
};

/** What a sink does when the graph does not say otherwise. */
export const SINK_ARGS: SinkArgs = {
  batch: 500,
  withinMs: 0,
  putTimeoutMs: 30_000,
  deadLetters: "",
};

const MAX_BATCH = 1_000_000;

function ownFaults(args: SinkArgs): string[] {
  return [
    ...numberFaults(args, "batch", 1, MAX_BATCH),
    ...numberFaults(args, "withinMs", 0),
    ...numberFaults(args, "putTimeoutMs", 1),
    ...deadLettersFaults(args.deadLetters),
  ];
}

/** The args of the wire among those of a sink. */
function wireArgs<A extends WireArgs>(names: readonly string[], args: SinkArgs & A): A {
  return Object.fromEntries(names.map((name) => [name, args[name]])) as A;
}

/** All that is wrong with the args of a sink, its wire's among them, a sentence each. */
export function sinkFaults<A extends WireArgs>(
  own: SinkWireKind<never, A>,
  args: SinkArgs & A,
): string[] {
  return [...ownFaults(args), ...own.faults(wireArgs(Object.keys(own.args), args))];
}

/**
 * The args of the wire among those of a sink, once nothing is wrong with any of them.
 *
 * @param own the wire that the sink is defined with, which decides what its args are called; `wire` may stand in for it
 * @throws {MisconfiguredError} with all that is wrong with them
 */
export function checkedArgs<A extends WireArgs>(
  label: string,
  { own, wire }: {
    readonly own: SinkWireKind<never, A>;
    readonly wire: Pick<SinkWireKind<never, A>, "faults">;
  },
  args: SinkArgs & A,
): A {
  const ofWire = wireArgs(Object.keys(own.args), args);
  const faults = [...ownFaults(args), ...wire.faults(ofWire)];
  if (faults.length > 0) throw new MisconfiguredError(faultsText(`start sink "${label}"`, faults));
  return ofWire;
}

/** The args of a definition: the sink's, the wire's, and what is given in their place. @throws {TypeError} for names that there are not */
export function argsOf<A extends WireArgs>(
  exportName: string,
  wire: { readonly name: string; readonly args: A },
  given: Partial<SinkArgs & A>,
): SinkArgs & A {
  const taken = Object.keys(wire.args).filter((name) => name in SINK_ARGS);
  const known: SinkArgs & A = { ...SINK_ARGS, ...wire.args };
  const faults = [
    ...taken.map((name) =>
      `wire ${wire.name} has an arg "${name}", which every sink has, give it another name`
    ),
    ...Object.keys(given).filter((name) => !(name in known)).map((name) =>
      `there is no arg "${name}", there are ${Object.keys(known).join(", ")}`
    ),
  ];
  if (faults.length > 0) throw new TypeError(faultsText(`define sink "${exportName}"`, faults));
  return { ...known, ...given };
}
