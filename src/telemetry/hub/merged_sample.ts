import type { Lifecycle } from "../../protocol/mod.ts";
import type { ActorSample, ChannelSample, GraphSample } from "../sample/mod.ts";
import type { FigureValue } from "../units.ts";
import { type ColumnPlan, noteColumns, type WireColumns } from "../wire/mod.ts";

const PERCENT = 100;

/** A sample of all pods. Its actors and channels are put together when somebody looks at them: the figures that pods tell their pages. */
export function mergedSample(
  time: number,
  lifecycle: Lifecycle,
  columns: WireColumns,
  plan: ColumnPlan,
): GraphSample {
  let actors: readonly ActorSample[] | undefined;
  let channels: readonly ChannelSample[] | undefined;
  const sample: GraphSample = {
    time,
    lifecycle,
    get actors() {
      return actors ??= rowsOf("a", columns, plan) as unknown as readonly ActorSample[];
    },
    get channels() {
      return channels ??= rowsOf("c", columns, plan) as unknown as readonly ChannelSample[];
    },
  };
  noteColumns(sample, columns);
  return sample;
}

function rowsOf(
  side: "a" | "c",
  columns: WireColumns,
  plan: ColumnPlan,
): Record<string, FigureValue>[] {
  const size = columns[side][0]?.length ?? 0;
  return Array.from(
    { length: size },
    (_, index) =>
      Object.fromEntries(plan.names[side].map((name, at) => {
        const cell = columns[side][at]![index]!;
        // The page is told percent.
        const isShare = plan.units[side][at] === "share" && typeof cell === "number";
        return [name, isShare ? cell / PERCENT : cell];
      })),
  );
}
