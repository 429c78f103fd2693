import { toColumns } from "./columns.ts";
import type { WireColumns } from "./columns.ts";
import type { GraphSample } from "../sample/mod.ts";

const known = new WeakMap<GraphSample, WireColumns>();

/** The columns of a sample; made once, whoever asks: the feed, the history and the recorder look at the same samples. */
export function columnsOf(sample: GraphSample): WireColumns {
  const made = known.get(sample);
  if (made) return made;
  const columns = toColumns(sample);
  known.set(sample, columns);
  return columns;
}

/** Notes the columns of a sample that is made of them: they are rounded already. */
export function noteColumns(sample: GraphSample, columns: WireColumns): void {
  known.set(sample, columns);
}
