/** How an actor's life ended. */
export interface ActorReport {
  /** Its name. */
  readonly name: string;
  /** Its number among actors of one name, or `null`. */
  readonly instance: number | null;
  /** Name and instance as people read them. */
  readonly label: string;
  /** The worker that it was in: the name of its troupe, `worker 1` or the like where it was packed with others, or its own label. */
  readonly worker: string;
  /**
   * `ended`: its `run` returned. `failed`: it crashed, and it or its supervisor had crashed too often. `removed`: it is
   * temporary, and it crashed, or its siblings started again. `unstopped`: it was still running when its time for the stop, or
   * the graph's, was over.
   */
  readonly outcome: "ended" | "failed" | "removed" | "unstopped";
  /** Why it failed, or was removed, or did not stop; an empty string otherwise. */
  readonly why: string;
  /** How often it was restarted. */
  readonly restarts: number;
  /** Turns it committed. */
  readonly turns: number;
  /** Time it spent working, in milliseconds; like those below it is of this process, where a graph in a file has had others. */
  readonly busyMs: number;
  /** Time it spent waiting for input, time or a promise, in milliseconds. */
  readonly waitingMs: number;
  /** Time it spent waiting for room in an output, in milliseconds. */
  readonly blockedMs: number;
  /** Time it spent waiting for something outside, by a plain `await` in the middle of a turn, in milliseconds. */
  readonly outsideMs: number;
  /** Messages sent or taken in all, by port. */
  readonly ports: Readonly<Record<string, number>>;
  /** Its committed state, by cell. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** What went through a channel. */
export interface ChannelReport {
  /** Its name, with its lane if it is one of a bundle. */
  readonly label: string;
  /** Messages sent in all. */
  readonly sent: number;
  /** Messages taken in all. */
  readonly taken: number;
  /** Messages sent and never taken. */
  readonly left: number;
  /** Messages that found no room and were dropped, and are none of those sent. Left out where its option `overflow` is `"wait"`. */
  readonly dropped?: number;
}

/** How a graph ended. */
export interface StopReport {
  /** The graph's name. */
  readonly graph: string;
  /** Why it stopped. */
  readonly reason: string;
  /**
   * Whether every actor ended by itself and in time, but for temporary ones, which may be gone, and the last state of durable
   * actors is kept.
   */
  readonly clean: boolean;
  /** Why the last state of durable actors is not kept; `null` if it is, or none is durable. */
  readonly notKept: string | null;
  /** How long it ran, in milliseconds. */
  readonly ranMs: number;
  /** Its actors, by number. */
  readonly actors: readonly ActorReport[];
  /** Its channels, by number. */
  readonly channels: readonly ChannelReport[];
}

/**
 * A graph that did not end cleanly: an actor failed, or did not stop in time, or the last state of durable actors could not be
 * written. The message names each, and why.
 *
 * ```ts
 * import { Graph, StopError } from "@steady-state/deno";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * // In a program, actors are exported from a module of their own.
 * const { unlucky } = await import("data:text/javascript," + encodeURIComponent(`
 *   import { defineActor } from "@steady-state/deno/actor";
 *
 *   export const unlucky = defineActor(import.meta, "unlucky", {
 *     run() {
 *       throw new RangeError("out of luck");
 *     },
 *   });
 * `));
 * const graph = new Graph("doomed", { intensity: { restarts: 0, withinMs: 1000 }, log: () => {} })
 *   .actor("UNLUCKY", unlucky);
 * await graph.start();
 * const { report } = await assertRejects(() => graph.finished, StopError, "UNLUCKY failed");
 * assertEquals(report.actors[0]?.outcome, "failed");
 * ```
 */
export class StopError extends Error {
  /** Everything there is to know about the end. */
  readonly report: StopReport;

  /** Describes a report that is not clean. */
  constructor(report: StopReport) {
    const troubled = report.actors.filter(({ outcome }) =>
      outcome === "failed" || outcome === "unstopped"
    );
    const lines = troubled.map(({ label, outcome, why }) => `  - ${label} ${outcome}: ${why}`);
    if (report.notKept !== null) lines.push(`  - ${report.notKept}`);
    super(`Cannot stop graph "${report.graph}" cleanly (${report.reason})\n${lines.join("\n")}`);
    this.name = "StopError";
    // Where it was thrown says nothing about the end of a graph, and hides what does.
    this.stack = `${this.name}: ${this.message}`;
    this.report = report;
  }
}

/**
 * The report as text: one line an actor, fit for the end of a run.
 *
 * ```ts
 * import { describeReport, Graph } from "@steady-state/deno";
 * import { assertMatch } from "@std/assert";
 *
 * // In a program, actors are exported from a module of their own.
 * const { mayfly } = await import("data:text/javascript," + encodeURIComponent(`
 *   import { defineActor } from "@steady-state/deno/actor";
 *
 *   export const mayfly = defineActor(import.meta, "mayfly", { run() {} });
 * `));
 * const graph = new Graph("short", { log: () => {} }).actor("MAYFLY", mayfly);
 * await graph.start();
 * assertMatch(describeReport(await graph.finished), /^short stopped after .* s: .*\n  MAYFLY  ended, /);
 * ```
 */
export function describeReport(report: StopReport): string {
  const width = Math.max(...report.actors.map(({ label }) => label.length));
  const lines = report.actors.map((actor) => {
    const { label, outcome, restarts, turns, ports, why } = actor;
    const share = (ms: number) => Math.round(100 * ms / Math.max(1, report.ranMs));
    const outside = share(actor.outsideMs);
    const times = `${share(actor.busyMs)}% busy${outside === 0 ? "" : `, ${outside}% outside`}`;
    const counts = Object.entries(ports).map(([port, count]) => `${port} ${count}`).join(", ");
    const again = restarts === 0 ? "" : `, ${restarts} ${restarts === 1 ? "restart" : "restarts"}`;
    const through = counts === "" ? "" : `: ${counts}`;
    const reason = why === "" ? "" : ` (${why})`;
    return `  ${
      label.padEnd(width)
    }  ${outcome}, ${times}, ${turns} turns${again}${through}${reason}`;
  });
  for (const { label, left, dropped = 0 } of report.channels) {
    if (left > 0) lines.push(`  channel ${label}: ${left} messages were never taken`);
    if (dropped > 0) {
      lines.push(`  channel ${label}: ${dropped} messages found no room and were dropped`);
    }
  }
  if (report.notKept !== null) lines.push(`  ${report.notKept}`);
  const seconds = (report.ranMs / 1000).toFixed(1);
  return `${report.graph} stopped after ${seconds} s: ${report.reason}\n${lines.join("\n")}`;
}
