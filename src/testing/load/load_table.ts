import type { LoadFigures } from "./load_figures.ts";

/**
 * How a graph stood a load, as a table for people.
 *
 * ```ts
 * import { loadTable } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const table = loadTable({
 *   spanMs: 2000,
 *   due: 100,
 *   sent: 100,
 *   late: 3,
 *   arrived: 100,
 *   duePerSecond: 50,
 *   arrivedPerSecond: 50,
 *   latency: { count: 100, meanMs: 4.5, p50Ms: 4, p99Ms: 9, p999Ms: 12, maxMs: 12 },
 *   channels: [{ label: "orders", sent: 100, taken: 100, perSecond: 50 }],
 *   actors: [{ label: "CASHIER", turns: 100, busy: 0.2, waiting: 0.8, blocked: 0, outside: 0 }],
 * }); // or of run.load, as simulate returns it
 * assertEquals(table.split("\n")[0], "100 messages were due in 2.00 s, 50.0/s; 3 of them found no room; 100 came, 50.0/s");
 * ```
 */
export function loadTable(load: LoadFigures): string {
  const { spanMs, due, late, arrived, duePerSecond, arrivedPerSecond, latency } = load;
  const seconds = (spanMs / 1000).toFixed(2);
  return [
    `${due} messages were due in ${seconds} s, ${duePerSecond.toFixed(1)}/s; ` +
    `${late} of them found no room; ${arrived} came, ${arrivedPerSecond.toFixed(1)}/s`,
    ...latency === null ? [] : [
      "",
      ...rows(["latency", "mean", "p50", "p99", "p99.9", "max"], [
        [
          "ms",
          ...[latency.meanMs, latency.p50Ms, latency.p99Ms, latency.p999Ms, latency.maxMs].map(
            (ms) => ms.toFixed(2),
          ),
        ],
      ]),
    ],
    "",
    ...rows(
      ["channel", "sent", "taken", "taken/s"],
      load.channels.map(({ label, sent, taken, perSecond }) => [
        label,
        String(sent),
        String(taken),
        perSecond.toFixed(1),
      ]),
    ),
    "",
    ...rows(
      ["actor", "turns", "busy", "waiting", "blocked", "outside"],
      load.actors.map(({ label, turns, busy, waiting, blocked, outside }) => [
        label,
        String(turns),
        ...[busy, waiting, blocked, outside].map(percent),
      ]),
    ),
  ].join("\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Rows below their heads: the first column begins at the left, all others end at the right. */
function rows(heads: readonly string[], cells: readonly (readonly string[])[]): string[] {
  const all = [heads, ...cells];
  const widths = heads.map((_, i) => Math.max(...all.map((row) => (row[i] as string).length)));
  return all.map((row) =>
    row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)
    ).join("  ").trimEnd()
  );
}
