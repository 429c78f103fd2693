/**
 * The program that is killed: a service → graph → the same service. Its args are which service, and what source and sink are told, as JSON.
 * It runs until it is told to stop.
 *
 * @module
 */
import { delivery, Graph, json, run } from "@steady-state/deno";
import { ENDS, type Label, type Parcel, scales, type Service } from "./pipe_actors.ts";

/** So that a kill finds it in the middle of something. */
const SLOW = { maxInFlight: 500, batch: 100 };

const [service, args = ""] = Deno.args as [Service, string?];
const { source, sink } = JSON.parse(args);
const ends = ENDS[service];
const graph = new Graph("pipe", { logLevel: "error" });
const parcels = graph.channel("parcels", delivery(json<Parcel>()), { capacity: 1024 });
const labels = graph.channel("labels", delivery(json<Label>()), { capacity: 1024 });
graph
  .actor("SCALES", scales, { ports: { parcels: parcels.rx, labels: labels.tx } })
  .actor("PARCELS", ends.source, {
    ports: { messages: parcels.tx },
    args: { ...SLOW, ...source },
  })
  .actor("LABELS", ends.sink, { ports: { messages: labels.rx }, args: sink });
await run(graph, { telemetry: false });
