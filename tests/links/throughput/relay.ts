/**
 * What a message costs at least that wakes a thread at each step, without any of our code: `deno run -A --no-lock
 * tests/links/throughput/relay.ts [--rounds 5000] [--ends park|block] [--senders park|block|join]`. Two processes have three threads each, as two pods
 * have whose aqueducts have threads of their own: one asks or answers, one writes to a socket what that says, and one reads from another
 * what comes back. So a round trip wakes eight threads, four of them by a socket or an epoll, and four by shared memory. Prints the median
 * in microseconds.
 *
 * A thread that waits for shared memory parks, by `Atomics.waitAsync`, which leaves it its event loop, or blocks, by `Atomics.wait`.
 * `--senders join` has those who ask and answer write for themselves: two threads in each process.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5000" },
    ends: { type: "string", default: "block" },
    senders: { type: "string", default: "park" },
  },
});
const scope = globalThis as unknown as Pick<Worker, "postMessage" | "onmessage">;
const WARM = 500;
const BYTES = 64;
const hostname = "127.0.0.1";

/** The words that threads wait at, and what a worker is told. */
const SAYS = 0;
const HEARS = 1;
interface Part {
  readonly does: "ends" | "writes" | "reads";
  readonly asks: boolean;
  readonly port: number;
  readonly words: Int32Array;
}

async function waitFor(words: Int32Array, at: number, seen: number, how: string): Promise<void> {
  if (how === "block") return void Atomics.wait(words, at, seen);
  const waiting = Atomics.waitAsync(words, at, seen);
  if (waiting.async) await waiting.value;
}

function ring(words: Int32Array, at: number): void {
  Atomics.add(words, at, 1);
  Atomics.notify(words, at);
}

async function write(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** Who takes is listened for at `port`, who answers at the next: both sockets are the asking process's to dial. */
async function socket(asks: boolean, port: number): Promise<Deno.TcpConn> {
  const conn = asks ? await dial(port) : await Deno.listen({ hostname, port }).accept();
  conn.setNoDelay();
  return conn;
}

async function dial(port: number): Promise<Deno.TcpConn> {
  for (;;) {
    try {
      return await Deno.connect({ hostname, port });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

async function reads({ asks, port, words }: Part): Promise<void> {
  const conn = await socket(asks, asks ? port + 1 : port);
  const bytes = new Uint8Array(BYTES);
  for (let at = 0;;) {
    const count = await conn.read(bytes.subarray(at));
    if (count === null) return;
    at += count;
    if (at < BYTES) continue;
    at = 0;
    ring(words, HEARS);
  }
}

async function writes({ asks, port, words }: Part): Promise<void> {
  const conn = await socket(asks, asks ? port : port + 1);
  const bytes = new Uint8Array(BYTES);
  for (let said = 0;;) {
    while (Atomics.load(words, SAYS) === said) await waitFor(words, SAYS, said, values.senders);
    said++;
    await write(conn, bytes);
  }
}

async function ends({ asks, port, words }: Part): Promise<void> {
  const joins = values.senders === "join";
  const conn = joins ? await socket(asks, asks ? port : port + 1) : undefined;
  const say = async () => {
    if (conn === undefined) ring(words, SAYS);
    else await write(conn, new Uint8Array(BYTES));
  };
  let heard = 0;
  const hear = async () => {
    while (Atomics.load(words, HEARS) === heard) await waitFor(words, HEARS, heard, values.ends);
    heard++;
  };
  const times: number[] = [];
  for (let round = 0; round < WARM + Number(values.rounds); round++) {
    const begun = performance.now();
    if (asks) await say();
    await hear();
    if (!asks) await say();
    if (round >= WARM) times.push(performance.now() - begun);
  }
  times.sort((a, b) => a - b);
  if (asks) console.log(((times[times.length >> 1] as number) * 1000).toFixed(1));
  scope.postMessage("over");
}

/** One of the two processes. */
async function process(asks: boolean, port: number): Promise<void> {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const does = values.senders === "join" ? ["reads", "ends"] : ["reads", "writes", "ends"];
  await new Promise<void>((resolve) => {
    for (const what of does) {
      const worker = new Worker(import.meta.url, { type: "module" });
      worker.postMessage({ does: what, asks, port, words });
      worker.onmessage = () => resolve();
    }
  });
  // What was said last is on its way.
  if (!asks) await new Promise((resolve) => setTimeout(resolve, 100));
  Deno.exit();
}

if (!("close" in globalThis && "onmessage" in globalThis && !("alert" in globalThis))) {
  const [role, port] = positionals;
  if (role === undefined) {
    const free = String(20_000 + Math.floor(Math.random() * 20_000) * 2);
    const path = fileURLToPath(import.meta.url);
    await Promise.all(["answer", "ask"].map((role) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-lock", "--no-check", path, role, free, ...Deno.args],
        stdout: "inherit",
        stderr: "inherit",
      }).output()
    ));
  } else await process(role === "ask", Number(port));
} else {
  scope.onmessage = ({ data }: MessageEvent<Part>) => void { ends, writes, reads }[data.does](data);
}
