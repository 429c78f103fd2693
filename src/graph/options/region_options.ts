/**
 * What can be said about the file of a graph's region, and what is wrong with what was said.
 *
 * @module
 */
import { type Check, choice, parts, type Schema, that, time } from "../../option_faults.ts";

/**
 * A file that the memory of a graph lies in. Whatever ends the process, `kill -9` at any instant included, the next one that draws the same
 * graph with the same file goes on from the last committed turn of every actor: with its messages, its state, its dead letters. Nothing is
 * lost, nothing is doubled, and it runs as fast as without.
 *
 * What is promised:
 * - Messages in channels, state, counts, generations, what was decided of actors, deaths that count against messages and dead letters are
 *   those of the last committed turns. What an actor did outside in a turn that had not committed it does again, with the same ids.
 * - A graph that has come to its end in good order begins anew the next time; with the state that option `durable` keeps, if there is any.
 *   After an end that was not clean (an actor failed, or had not stopped in time) the next process goes on where it was, and those that were given up or
 *   stopped begin again. A stop that the end of the process has cut off is forgotten in the same way: the graph runs.
 * - Who had a message under work when the process ended goes on with caution, as after a death: see `showstopper`. A message that takes the process
 *   with it four times as often as that option says is given up.
 *
 * What is not:
 * - It survives the process, not the machine: after a restart of the machine what is in the file is not trusted, the log says so, and the
 *   graph begins anew; with the state that `durable` keeps. `syncEveryMs` has the file written to the disk, for people to look at.
 * - What the host alone has: asks that wait for an answer, promises of `replay`, `resize` and `stop`, args that were told, histories of
 *   restarts. The program says those again.
 * - What others change in the file is noticed where it leaves what cannot be: in the header, the plan, measures, cursors, letters. A message,
 *   or a cursor that could be right, is not.
 *
 * Another program may draw the graph otherwise, by the same name: what is in the file goes into that graph by names. Messages go with their
 * channel if its kind is the same and there is room for them; state goes by cells, as with option `durable`; what was decided of actors, deaths that
 * count, dead letters and ids of effects go too. Who is in which worker, and in which order things are drawn, does not matter; args, timeouts and
 * the code of actors never do. What is new begins. What cannot be carried is named, all of it, and the start is refused, with the file as it
 * was: start the program as it was and stop it, which drains it, or say `onChange: "discard"`. It is carried by way of a second file beside the first,
 * FILE.new, which takes its place at once when it is whole, so that the process may be killed at any instant here, too. That takes the
 * permissions for it.
 *
 * One process at a time has the file; it is locked, readable by its owner alone, of full size from the start, and has all
 * messages and state in clear text. It must not be on a network, and must not be cut or written while the graph runs.
 *
 * In a simulation a graph has memory of its own whatever this option says.
 *
 * Needs Linux, `--allow-read` and `--allow-write` for the file, and `--allow-ffi` for the C library alone, such as
 * `--allow-ffi=/lib/x86_64-linux-gnu/libc.so.6`: a graph that misses it says which. Once the file is mapped, the process gives up all of its
 * permission for FFI, so that no actor has it. Whatever is wrong is told by {@link Graph.start} as a fault of the graph, and nothing starts.
 *
 * ```ts
 * import { Graph, u32 } from "@steady-state/deno";
 * import { assertEquals } from "@std/assert";
 *
 * const graph = new Graph("orders", { region: { file: "orders.region" } });
 * graph.channel("orders", u32, { capacity: 1024 });
 * assertEquals(graph.lifecycle, "building");
 * ```
 */
export interface RegionOptions {
  /** Path of the file, from the working directory. It is made if it is not there; its folder must be. */
  readonly file: string;
  /**
   * What to do where another program has left the file, whose graph was drawn otherwise, and had not come to its end. `"carry"`: what is in it
   * goes into this graph, by names, and the start is refused if not all of it can. `"discard"`: what cannot goes, and the log says what.
   * `"refuse"`: the start is refused whatever has changed. A graph of another name is always refused.
   *
   * @default {"carry"}
   */
  readonly onChange?: "carry" | "discard" | "refuse";
  /**
   * How long to wait between two times that the file is written to the disk, in milliseconds. The host writes it beside its other work; what
   * that costs is in the guide. The graph does not read it back after a restart of the machine.
   *
   * @default {only when the system does so by itself}
   */
  readonly syncEveryMs?: number;
}

/** What is known of {@link RegionOptions}. */
export const REGION_OPTIONS: Schema<RegionOptions, "onChange"> = {
  file: {
    check: that<string>(
      (value) => typeof value === "string" && value !== "",
      "give the path of a file",
    ),
    required: true,
  },
  onChange: { check: choice(["carry", "discard", "refuse"]), default: "carry" },
  syncEveryMs: { check: time },
};

/** Finds out what is wrong with the option `region`. */
export const checkRegionOptions: Check<RegionOptions> = parts(REGION_OPTIONS);
