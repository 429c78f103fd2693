/**
 * What an aqueduct does: one of two processes, `pod.ts records|rounds take PORT N` or `pod.ts records|rounds send PORT N`. Who takes prints
 * the rate of records, who sends the time of a round trip.
 */
import { Graph } from "@steady-state/deno";
import { f64 } from "@steady-state/deno/actor";
import { tcp } from "@steady-state/deno/links";
import { asker, echo, record, sink, source } from "./actors.ts";

const CAPACITY = 65_536;
const WARM = 500;

const [what, role, portText, countText] = Deno.args;
const count = Number(countText);
const address = tcp(Number(portText));
const place = role === "take" ? { listen: address } : { connect: address };
const graph = new Graph(`${what} ${role}`, { logLevel: "warn" });

if (what === "records") {
  const records = graph.aqueduct("records", record, { ...place, capacity: CAPACITY });
  if (role === "take") {
    const time = graph.channel("time", f64);
    graph.actor("SINK", sink, { ports: { records: records.rx, time: time.tx }, args: { count } });
    const receiver = graph.receiver(time);
    await graph.start();
    console.log(JSON.stringify({ rate: count / (await receiver.take() as number) * 1000 }));
  } else {
    graph.actor("SOURCE", source, { ports: { records: records.tx }, args: { count } });
    await graph.start();
  }
} else {
  const there = graph.aqueduct("there", record, place);
  const back = graph.aqueduct("back", record, place);
  if (role === "take") {
    graph.actor("ECHO", echo, { ports: { there: there.rx, back: back.tx } });
    await graph.start();
  } else {
    const time = graph.channel("time", f64);
    graph.actor("ASKER", asker, {
      ports: { there: there.tx, back: back.rx, time: time.tx },
      args: { rounds: count, warm: WARM },
    });
    const receiver = graph.receiver(time);
    await graph.start();
    console.log(JSON.stringify({ roundMs: await receiver.take() }));
  }
}
await graph.finished;
