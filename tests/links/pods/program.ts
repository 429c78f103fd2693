/**
 * A pod that does what it is told: a line of JSON each on standard input, and answers with one. What it holds of an aqueduct called
 * "numbers" is the end of the host.
 *
 *     deno run … program.ts '{"role":"egress","options":{…}}'
 */
import { type AqueductOptions, type Channel, Graph, u32 } from "../../../mod.ts";
import type { LinkReading } from "../../../src/protocol/mod.ts";

/** What a pod is started with. */
export interface PodPlan {
  readonly role: "egress" | "ingress";
  readonly options: AqueductOptions;
}

/** What a pod is told. */
export type PodOrder =
  | { readonly do: "send" | "begin"; readonly from: number; readonly count: number }
  | { readonly do: "take"; readonly count: number }
  | { readonly do: "close" | "reading" | "restart" | "finished" | "stop" | "status" };

async function main({ role, options }: PodPlan): Promise<void> {
  const graph = new Graph(role === "egress" ? "senders" : "takers", { log: () => {} });
  const numbers: Channel<number, "u32"> = graph.aqueduct("numbers", u32, {
    ...options,
    label: "LINK",
  });
  const sender = role === "egress" ? graph.sender(numbers) : undefined;
  const receiver = role === "ingress" ? graph.receiver(numbers) : undefined;
  await graph.start();
  const { telemetry } = graph;
  const link = telemetry.topology.actors.findIndex((actor) => actor.link !== undefined);
  const send = (from: number, count: number) =>
    sender?.sendBatch(Array.from({ length: count }, (_, i) => from + i));
  const answers: { [D in PodOrder["do"]]: (order: Extract<PodOrder, { do: D }>) => unknown } = {
    send: async ({ from, count }) => await send(from, count),
    begin: ({ from, count }) => void send(from, count),
    async take({ count }) {
      const taken: number[] = [];
      while (taken.length < count) {
        const number = await receiver?.take();
        if (number === undefined) break;
        taken.push(number);
      }
      return taken;
    },
    close: () => sender?.close(),
    reading: () => telemetry.linkOf?.(link) as LinkReading,
    restart: () => graph.restart("LINK", "the test wants it"),
    status: () => graph.ref("LINK").status,
    finished: async () => (await graph.finished).clean,
    stop: async () => (await graph.stop("the test wants it")).clean,
  };
  console.log(JSON.stringify("up"));
  const decoder = new TextDecoderStream();
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(decoder)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() as string;
    for (const line of lines) {
      const order = JSON.parse(line) as PodOrder;
      const answer = await (answers[order.do] as (order: PodOrder) => unknown)(order);
      console.log(JSON.stringify(answer ?? null));
      if (order.do === "finished" || order.do === "stop") Deno.exit();
    }
  }
}

if (import.meta.main) await main(JSON.parse(Deno.args[0] as string));
