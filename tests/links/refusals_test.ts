/** Partners that do not fit, and strangers: both sides say why, and a good partner is served all the while. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { type AqueductOptions, Graph, type Kind, text, u32 } from "../../mod.ts";
import { type LinkAddress, type LinkSafety, tcp, webSocket } from "../../src/links/mod.ts";
import { dataHeader, jsonFrame } from "../../src/links/frames/mod.ts";
import { listens } from "../connectors/servers/server_process.ts";
import { Certificates, noCertificates } from "./wires/certificates.ts";
import { freePort, Pod } from "./pods/pod.ts";

/** A pod in this process that sends or takes, with the host's own end of its aqueduct. */
class HostPod<T> implements AsyncDisposable {
  readonly graph: Graph;
  readonly log: string[] = [];
  readonly send: (message: T) => Promise<void>;
  readonly take: () => Promise<T | undefined>;

  constructor(
    name: string,
    role: "sends" | "takes",
    kind: Kind<T, "u32"> | Kind<T, "text">,
    options: Omit<AqueductOptions, "girth">,
    aqueduct = "orders",
  ) {
    const log = ({ text }: { readonly text: string }) => void this.log.push(text);
    this.graph = new Graph(name, { log });
    const own = this.graph.aqueduct(aqueduct, kind as Kind<T, "u32">, {
      ...options,
      label: "LINK",
    });
    const sender = role === "sends" ? this.graph.sender(own) : undefined;
    const receiver = role === "takes" ? this.graph.receiver(own) : undefined;
    this.send = async (message) => await sender?.send(message as never);
    this.take = async () => await receiver?.take();
  }

  /** Its log, once it says that. */
  async logWith(part: string): Promise<string> {
    for (;;) {
      const line = this.log.find((line) => line.includes(part));
      if (line !== undefined) return line;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.graph[Symbol.asyncDispose]();
  }
}

function secureSocket(port: number, safety: LinkSafety): LinkAddress {
  return webSocket(`wss://127.0.0.1:${port}/orders`, safety);
}

/** So that nobody waits long at a stop for a partner that there is not. */
const IMPATIENT = { stopTimeoutMs: 1 };

async function started<P extends { readonly graph: Graph }>(pod: P): Promise<P> {
  await pod.graph.start();
  return pod;
}

Deno.test("a pod with another kind is refused: both sides tell both schemas", async () => {
  const port = freePort();
  await using a = await started(
    new HostPod("till", "sends", u32, { ...IMPATIENT, listen: tcp(port) }),
  );
  await using b = await started(
    new HostPod("bar", "takes", text, { ...IMPATIENT, connect: tcp(port) }),
  );
  const sentence = `aqueduct "orders" carries u32 in pod till (process ${Deno.pid}`;
  for (const pod of [a, b]) {
    const line = await pod.logWith(sentence);
    assertStringIncludes(line, "refused");
    assertStringIncludes(line, "and text in pod bar");
    assertStringIncludes(line, "draw both with one kind");
  }
});

Deno.test({
  name: "whose certificate is not taken has why in its own log, from who listens",
  ignore: noCertificates !== undefined,
  async fn() {
    using made = new Certificates();
    const tls = await made.make("bar");
    const other = await made.make("till", { signer: "other", trusts: "ca" });
    for (const wire of [tcp, secureSocket]) {
      const port = freePort();
      await using _ = await started(
        new HostPod("bar", "takes", u32, { ...IMPATIENT, listen: wire(port, { tls }) }),
      );
      // What is told next of either is told ten seconds later.
      while (!await listens(port));
      await using a = await started(
        new HostPod("till", "sends", u32, { ...IMPATIENT, connect: wire(port, { tls: other }) }),
      );
      const fault = 'its certificate "till" is not signed by who is in tls.caFile';
      const line = await a.logWith(fault);
      assertStringIncludes(line, "no partner at");
      assertStringIncludes(line, "refused: who listens says of 127.0.0.1:");
    }
  },
});

Deno.test("a second pod that takes is refused, and told who has it; the first goes on", async () => {
  const port = freePort();
  await using a = await started(
    new HostPod("till", "sends", u32, { ...IMPATIENT, listen: tcp(port) }),
  );
  await using b = await started(
    new HostPod("bar", "takes", u32, { ...IMPATIENT, connect: tcp(port) }),
  );
  await a.send(1);
  assertEquals(await b.take(), 1);
  await using c = await started(
    new HostPod("café", "takes", u32, { ...IMPATIENT, connect: tcp(port) }),
  );
  assertStringIncludes(
    await c.logWith("refused"),
    `aqueduct "orders" of pod till (process ${Deno.pid}`,
  );
  assertStringIncludes(await c.logWith("refused"), "is taken by pod bar");
  await a.send(2);
  assertEquals(await b.take(), 2);
});

Deno.test("a second pod that sends is refused, and told who feeds it; it has its turn when that is gone", async () => {
  const port = freePort();
  await using b = await started(
    new HostPod("bar", "takes", u32, { ...IMPATIENT, listen: tcp(port) }, "numbers"),
  );
  await using a = await Pod.start({ role: "egress", options: { connect: tcp(port) } });
  await a.send(1, 1);
  assertEquals(await b.take(), 1);
  await using c = await started(
    new HostPod("kiosk", "sends", u32, { ...IMPATIENT, connect: tcp(port) }, "numbers"),
  );
  const line = await c.logWith("refused");
  assertStringIncludes(line, 'aqueduct "numbers" of pod bar');
  assertStringIncludes(line, "is fed by pod senders");
  await a.kill();
  await c.send(2);
  assertEquals(await b.take(), 2);
});

Deno.test("a partner that never comes holds up its own channel, and nobody else", async () => {
  await using a = new HostPod("till", "sends", u32, {
    ...IMPATIENT,
    capacity: 2,
    connect: tcp(freePort()),
  });
  const own = a.graph.channel("own", u32);
  const [input, output] = [a.graph.sender(own), a.graph.receiver(own, { label: "OUTPUT" })];
  await a.graph.start();
  await a.send(1);
  await a.send(2);
  let isSent = false;
  const third = a.send(3).then(() => isSent = true, () => {});
  for (let i = 0; i < 100; i++) {
    await input.send(i);
    assertEquals(await output.take(), i);
  }
  await a.logWith("no partner at tcp 127.0.0.1");
  assertEquals(isSent, false);
  assertEquals(a.graph.crashes, []);
  // The third waits for room, and was never sent.
  await a.graph.stop().catch(() => {});
  await third;
  await a.logWith("2 messages are not acknowledged, and nobody has asked for them after 1 ms");
});

/** Frames as they go over a socket. */
function framed(frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + frame.length);
  new DataView(bytes.buffer).setUint32(0, frame.length, true);
  bytes.set(frame, 4);
  return bytes;
}

Deno.test("strangers who send garbage, say nothing, or promise endless frames are let go, and a good partner is served meanwhile", async () => {
  const port = freePort();
  await using b = await started(
    new HostPod("bar", "takes", u32, { ...IMPATIENT, listen: tcp(port) }),
  );
  await using a = await started(
    new HostPod("till", "sends", u32, { ...IMPATIENT, connect: tcp(port) }),
  );
  const strangers: Deno.TcpConn[] = [];
  const endless = new Uint8Array([0xff, 0xff, 0xff, 0x7f, 1, 2, 3]);
  const garbage = Uint8Array.from({ length: 200 }, (_, i) => (i * 77) & 0xff);
  const early = framed(dataHeader({ lane: 0, count: 1, first: 0, clock: 0, hurry: false }));
  const nobody = framed(jsonFrame("hello", { protocol: 1 }));
  for (let round = 0; round < 20; round++) {
    for (const bytes of [endless, garbage, early, nobody, new Uint8Array()]) {
      const conn = await Deno.connect({ port });
      strangers.push(conn);
      if (bytes.length > 0) await conn.write(bytes);
    }
    await a.send(round);
    assertEquals(await b.take(), round);
  }
  // All are let go but those who say nothing, of whom some are still waited for.
  let gone = 0;
  for (const conn of strangers) {
    const read = conn.read(new Uint8Array(64)).catch(() => null);
    const late = new Promise((resolve) => setTimeout(resolve, 1, "waits"));
    if (await Promise.race([read, late]) !== "waits") gone++;
    conn.close();
    await read;
  }
  assertEquals(gone > 60, true, `${gone} of ${strangers.length} are gone`);
  assertEquals([...a.graph.crashes, ...b.graph.crashes], []);
});
