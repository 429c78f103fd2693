import { textOf } from "../../errors.ts";
import { channelLabel } from "../../protocol/mod.ts";
import type { Rate } from "./rate.ts";

/** The version of the format; `src/telemetry/history/recording.ts` writes it. */
const RECORDING = 2;

/** What of a recording's first line is of use here. */
interface Head {
  readonly hello: { readonly columns: { readonly c: readonly string[] } };
  readonly topology: {
    readonly chans: readonly { readonly name: string; readonly lane: number | null }[];
  };
}

/** A column, whole or as gaps between those of its cells that have changed, and what they are now. */
type RecordedColumn =
  | readonly unknown[]
  | readonly [gaps: readonly number[], cells: readonly unknown[]];

/** What a channel carried over some time, in messages a second. */
interface SteadySpan {
  readonly ms: number;
  readonly perSecond: number;
}

/**
 * The rate at which messages were sent on a channel in a run that was recorded, for {@link load}: what came in production comes again
 * in a test. `recording` is the text of a file as the telemetry records them. Its rates are means over the ten seconds before each
 * sample, with three significant digits, and between two samples messages follow each other evenly: so the tide of a day comes again,
 * and no burst of a second does.
 *
 * ```ts
 * import { load, recordedRate } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const recording = [ // as a rule: await Deno.readTextFile("recordings/shop-2026-01-01T00-00-00-000Z.ndjson")
 *   { recording: 2, hello: { columns: { a: [], c: ["rate"] } }, topology: { chans: [{ name: "orders", lane: null }] } },
 *   { event: "key", data: { t: 0, a: [], c: [[0]] } },
 *   { event: "tick", data: { t: 1000, c0: [4] } },
 *   { event: "tick", data: { t: 2000, c0: [2] } },
 * ].map((line) => JSON.stringify(line)).join("\n");
 *
 * const { at } = recordedRate(recording, "orders");
 * assertEquals([...at], [250, 500, 750, 1000, 1500, 2000]);
 * const orders = load((id) => ({ id }), { rate: recordedRate(recording, "orders") });
 * assertEquals(orders.due, []); // nothing is due before it is played
 * ```
 *
 * @throws {TypeError} if `recording` is none, or has no such channel
 */
export function recordedRate(recording: string, channel: string): Extract<Rate, { at: unknown }> {
  const stretches = stretchesOf(recording, channel);
  return { at: { [Symbol.iterator]: () => moments(stretches) } };
}

function* moments(stretches: readonly SteadySpan[]): Generator<number> {
  let begin = 0;
  /** Which part of a message is due already. */
  let part = 0;
  for (const { ms, perSecond } of stretches) {
    const messages = part + ms * perSecond / 1000;
    for (let n = 1; n <= messages; n++) yield begin + (n - part) * 1000 / perSecond;
    part = messages - Math.floor(messages);
    begin += ms;
  }
}

function stretchesOf(recording: string, channel: string): SteadySpan[] {
  const [first = "", ...lines] = recording.split("\n");
  const { hello, topology } = headOf(first);
  const labels = topology.chans.map(channelLabel);
  const index = labels.indexOf(channel);
  if (index === -1) {
    throw new TypeError(
      `Cannot read the rate of channel ${textOf(channel)} in a recording: it has none of that ` +
        `name, it has ${labels.join(", ") || "no channels"}`,
    );
  }
  const column = hello.columns.c.indexOf("rate");
  const stretches: SteadySpan[] = [];
  let before: number | undefined;
  let perSecond = 0;
  for (const line of lines) {
    if (line === "") continue;
    const { event, data } = JSON.parse(line) as {
      readonly event: string;
      readonly data: Readonly<Record<string, unknown>>;
    };
    if (event !== "key" && event !== "tick") continue;
    const change = event === "key"
      ? (data.c as readonly RecordedColumn[])[column]
      : data[`c${column}`];
    perSecond = changed(perSecond, change as RecordedColumn | undefined, index);
    const time = data.t as number;
    if (before !== undefined && time > before) stretches.push({ ms: time - before, perSecond });
    before = time;
  }
  return stretches;
}

/** The cell of that index after a change of its column. */
function changed(cell: number, change: RecordedColumn | undefined, index: number): number {
  if (change === undefined) return cell;
  const [gaps, cells] = change;
  if (!Array.isArray(gaps)) return Number(change[index]);
  let at = -1;
  const place = gaps.findIndex((gap) => (at += gap) === index);
  return place === -1 ? cell : Number((cells as readonly unknown[])[place]);
}

function headOf(line: string): Head {
  let head: Partial<Head> & { readonly recording?: unknown } | null;
  try {
    head = JSON.parse(line);
  } catch {
    head = null;
  }
  if (head?.recording === RECORDING && head.hello?.columns?.c.includes("rate")) return head as Head;
  throw new TypeError(
    `Cannot read the rates of a recording: it begins with ${
      textOf(line.slice(0, 80))
    }, give the text of a file that the telemetry of version ${RECORDING} recorded`,
  );
}
