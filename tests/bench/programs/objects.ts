/** Ours: two solo actors and messages larger than a number. `kind`: struct, rows, columns, json, bytes or place (bytes read in place). */
import { bytes, Graph, json } from "@steady-state/deno";
import {
  columnSink,
  columnSource,
  jsonSink,
  jsonSource,
  rowSink,
  rowSource,
  sample,
  structSink,
  structSource,
} from "../actors/objects.ts";
import { placeSink, recordSink, recordSource } from "../actors/records.ts";
import type { Reading } from "../messages.ts";
import { finish, numberIn, wordsOf } from "../words.ts";

const words = wordsOf(Deno.args);
const capacity = numberIn(words, "capacity", 1024);
const times = { warm: numberIn(words, "warm", 200), measure: numberIn(words, "measure", 400) };
const graph = new Graph("objects", { stopTimeoutMs: 20_000 });

switch (words.kind) {
  case "json": {
    const link = graph.channel("link", json<Reading>(), { capacity });
    graph.actor("SOURCE", jsonSource, { ports: { out: link.tx } })
      .actor("SINK", jsonSink, { ports: { input: link.rx }, args: times });
    break;
  }
  case "place":
  case "bytes": {
    const size = numberIn(words, "size", 1024);
    const link = graph.channel("link", bytes, { capacity, bytes: capacity * size });
    graph.actor("SOURCE", recordSource, { ports: { out: link.tx }, args: { size } })
      .actor("SINK", words.kind === "place" ? placeSink : recordSink, {
        ports: { input: link.rx },
        args: { ...times, size },
      });
    break;
  }
  default: {
    const [source, sink] = words.kind === "rows"
      ? [rowSource, rowSink]
      : words.kind === "columns"
      ? [columnSource, columnSink]
      : [structSource, structSink];
    const link = graph.channel("link", sample, { capacity });
    graph.actor("SOURCE", source, { ports: { out: link.tx } })
      .actor("SINK", sink, { ports: { input: link.rx }, args: times });
  }
}

await graph.start();
const { actors } = await graph.finished;
const { state } = actors.find(({ name }) => name === "SINK")!;
finish({ rate: state.rate as number, check: state.sum as number });
