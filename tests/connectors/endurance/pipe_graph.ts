/**
 * The program that is killed: a service → graph → the same service. Its args are which service, and its address. It runs until it is told
 * to stop.
 *
 * @module
 */
import { delivery, Graph, json, run } from "@steady-state/deno";
import {
  type Label,
  mqttLabels,
  mqttParcels,
  type Parcel,
  redisLabels,
  redisParcels,
  scales,
} from "./pipe_actors.ts";

/** So that a kill finds it in the middle of something. */
const SLOW = { maxInFlight: 500, batch: 100 };

const [service, server = ""] = Deno.args;
const graph = new Graph("pipe", { logLevel: "error" });
const parcels = graph.channel("parcels", delivery(json<Parcel>()), { capacity: 1024 });
const labels = graph.channel("labels", delivery(json<Label>()), { capacity: 1024 });
graph.actor("SCALES", scales, { ports: { parcels: parcels.rx, labels: labels.tx } });
if (service === "redis") {
  graph
    .actor("PARCELS", redisParcels, {
      ports: { messages: parcels.tx },
      args: { server, stream: "parcels", group: "scales", consumer: "one", ...SLOW },
    })
    .actor("LABELS", redisLabels, {
      ports: { messages: labels.rx },
      args: { server, stream: "labels" },
    });
} else {
  graph
    .actor("PARCELS", mqttParcels, {
      ports: { messages: parcels.tx },
      args: { server, topic: "parcels", clientId: "scales", ...SLOW },
    })
    .actor("LABELS", mqttLabels, {
      ports: { messages: labels.rx },
      args: { server, topic: "labels" },
    });
}
await run(graph, { telemetry: false });
