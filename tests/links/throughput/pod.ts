/**
 * What an aqueduct does: one of two processes, `pod.ts records|rounds take PLACE N [HOMES]` or `pod.ts records|rounds send PLACE N [HOMES]`. A
 * place is a port, or the path of a Unix socket; homes are `apart`, or `together`, where each link is in the troupe of its actor. Who takes
 * prints the rate of records, who sends the time of a round trip.
 */
import { Graph } from "@steady-state/deno";
import { f64 } from "@steady-state/deno/actor";
import { tcp, unix } from "@steady-state/deno/links";
import { asker, echo, record, sink, source, WARM } from "./actors.ts";

const CAPACITY = 65_536;

const [what, role, at = "", countText, homes] = Deno.args;
const count = Number(countText);
const address = at.startsWith("/") ? unix(at) : tcp(Number(at));
const place = role === "take" ? { listen: address } : { connect: address };
const graph = new Graph(`${what} ${role}`, { logLevel: "error" });
const together = homes === "together" ? { troupe: graph.troupe("all") } : {};

if (what === "records") {
  const records = graph.aqueduct("records", record, { ...place, capacity: CAPACITY });
  if (role === "take") {
    const time = graph.channel("time", f64);
    graph.actor("SINK", sink, {
      ports: { records: records.rx, time: time.tx },
      args: { count },
      ...together,
    });
    const receiver = graph.receiver(time);
    await graph.start();
    console.log(JSON.stringify({ rate: count / (await receiver.take() as number) * 1000 }));
  } else {
    graph.actor("SOURCE", source, { ports: { records: records.tx }, args: { count }, ...together });
    await graph.start();
  }
} else {
  const there = graph.aqueduct("there", record, place);
  const back = graph.aqueduct("back", record, place);
  if (role === "take") {
    graph.actor("ECHO", echo, { ports: { there: there.rx, back: back.tx }, ...together });
    await graph.start();
  } else {
    const time = graph.channel("time", f64);
    graph.actor("ASKER", asker, {
      ports: { there: there.tx, back: back.rx, time: time.tx },
      args: { rounds: count, warm: WARM },
      ...together,
    });
    const receiver = graph.receiver(time);
    await graph.start();
    console.log(JSON.stringify({ roundMs: await receiver.take() }));
  }
}
await graph.finished;
