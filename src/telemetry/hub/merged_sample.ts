import type { Lifecycle } from "../../protocol/mod.ts";
import type { ActorSample, ChannelSample, GraphSample } from "../sample/mod.ts";
import type { FigureValue } from "../units.ts";
import {
  COLUMN_NAMES,
  COLUMN_UNITS,
  noteColumns,
  type WireColumn,
  type WireColumns,
} from "../wire/mod.ts";

const PERCENT = 100;

/** A sample of all pods. Its actors and channels are put together when somebody looks at them: the figures that pods tell their pages. */
export function mergedSample(
  time: number,
  lifecycle: Lifecycle,
  columns: WireColumns,
): GraphSample {
  let actors: readonly ActorSample[] | undefined;
  let channels: readonly ChannelSample[] | undefined;
  const sample: GraphSample = {
    time,
    lifecycle,
    get actors() {
      return actors ??= rowsOf("a", columns.a) as unknown as readonly ActorSample[];
    },
    get channels() {
      return channels ??= rowsOf("c", columns.c) as unknown as readonly ChannelSample[];
    },
  };
  noteColumns(sample, columns);
  return sample;
}

function rowsOf(side: "a" | "c", columns: readonly WireColumn[]): Record<string, FigureValue>[] {
  const size = columns[0]?.length ?? 0;
  return Array.from(
    { length: size },
    (_, index) =>
      Object.fromEntries(COLUMN_NAMES[side].map((name, at) => {
        const cell = columns[at]![index]!;
        // The page is told percent.
        const isShare = COLUMN_UNITS[side][at] === "share" && typeof cell === "number";
        return [name, isShare ? cell / PERCENT : cell];
      })),
  );
}
