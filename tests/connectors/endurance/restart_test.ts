/** A source of Redis, or of an MQTT broker, that is restarted again and again in its graph: each message comes through once. */
import { assertEquals } from "@std/assert";
import { delivery, Graph, json } from "@steady-state/deno";
import { until, within } from "../../fixtures/watch.ts";
import { noMosquitto } from "../servers/mosquitto.ts";
import { noRedis } from "../servers/redis.ts";
import { ENDS, type Label, type Parcel, scales } from "./pipe_actors.ts";
import { mqttPipe, type Pipe, redisPipe } from "./pipes.ts";

const MESSAGES = 3000;

function drawn({ service, args }: Pipe, consumer: string): Graph {
  const graph = new Graph("restarted", {
    log: () => {},
    intensity: { restarts: 1000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
  });
  const parcels = graph.channel("parcels", delivery(json<Parcel>()), { capacity: 256 });
  const labels = graph.channel("labels", delivery(json<Label>()), { capacity: 256 });
  const { source, sink } = ENDS[service];
  const ofRedis = service === "redis" ? { consumer, claimAfterMs: 1000 } : {};
  return graph
    .actor("SCALES", scales, { ports: { parcels: parcels.rx, labels: labels.tx } })
    .actor("PARCELS", source, {
      ports: { messages: parcels.tx },
      args: { ...args.source, ...ofRedis, batch: 100 },
    })
    .actor("LABELS", sink, { ports: { messages: labels.rx }, args: args.sink });
}

function restarted(
  name: string,
  missing: string | undefined,
  open: () => Promise<Pipe>,
  consumer = "",
): void {
  Deno.test({
    name: missing === undefined ? name : `${name} is not run: ${missing}`,
    ignore: missing !== undefined,
    async fn() {
      await using pipe = await open();
      await pipe.publish(MESSAGES);
      const graph = drawn(pipe, consumer);
      await within(graph.start(), "the start");
      for (const part of [0.1, 0.3, 0.5, 0.7]) {
        while (await pipe.count() < part * MESSAGES) await new Promise((go) => setTimeout(go, 1));
        await graph.restart("PARCELS");
      }
      while (await pipe.count() < MESSAGES) await new Promise((go) => setTimeout(go, 1));
      await until(() => graph.inFlight("PARCELS").settled === MESSAGES, "all are settled");
      assertEquals((await within(graph.stop(), "the stop")).clean, true);
      const came = (await pipe.labels()).map(({ id }) => id);
      // What is taken over from a name that is gone comes late.
      const ids = pipe.service === "redis" && consumer === ""
        ? came.toSorted((a, b) => a - b)
        : came;
      assertEquals(ids, Array.from({ length: MESSAGES }, (_, id) => id));
      assertEquals(await pipe.left(), 0);
    },
  });
}

restarted("a source of Redis is restarted, by its own name", noRedis, redisPipe, "one");
restarted("a source of Redis is restarted, by names that are made up", noRedis, redisPipe);
restarted("a source of MQTT is restarted", noMosquitto, mqttPipe);
