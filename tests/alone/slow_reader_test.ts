import { assert } from "@std/assert";

/** Frames that are read: enough to see whether what waits for the reader grows. */
const FRAMES = Deno.env.get("STRESS") === "long" ? 120 : 30;

/** Frames until all that a stream needs is there, in the server as well. */
const SETTLED = 10;

/** 1 Mbit a second. */
const BYTES_PER_SECOND = 125_000;
const STEP_MS = 50;

/** What a slow reader has to read at most until it comes to what is true now: two seconds' worth. */
const MOST_BEHIND = 2 * BYTES_PER_SECOND;

interface Memory {
  readonly rss: number;
  readonly live: number;
}

/** Runs `use` against `fixtures/serve_wide.ts`; `memory` has what it has printed of its memory so far, in MB. */
async function withWideServer(
  clientTimeoutMs: number,
  use: (url: URL, memory: readonly Memory[]) => Promise<void>,
): Promise<void> {
  const script = new URL("../telemetry/fixtures/serve_wide.ts", import.meta.url).href;
  const args = [
    "run",
    "-A",
    "--no-check",
    "--no-lock",
    "--quiet",
    "--v8-flags=--expose-gc",
    script,
  ];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args, String(clientTimeoutMs)],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const url = new URL((await reader.read()).value!.split("\n")[0]!);
  const memory: Memory[] = [];
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const [, rss, live] of value.matchAll(/memory (\d+) (\d+)/g)) {
        memory.push({ rss: Number(rss) / 1e6, live: Number(live) / 1e6 });
      }
    }
  })();
  try {
    await use(url, memory);
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await reading;
  }
}

/** A bare connection to the stream: HTTP 1.0, so that its body is the stream and nothing else. */
async function openStream(url: URL): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: url.hostname, port: Number(url.port) });
  const request = `GET /events?hz=10 HTTP/1.0\r\nHost: ${url.host}\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  return connection;
}

Deno.test("a slow reader is told what is true now, not what was, and costs no memory", async () => {
  await withWideServer(60_000, async (url, memory) => {
    using connection = await openStream(url);
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(BYTES_PER_SECOND * STEP_MS / 1000);
    const behind: number[] = [];
    /** Where the reader was, and when: the next frame that is younger ends what it was behind by. */
    let mark = { bytes: 0, time: Infinity };
    let text = "";
    let sid = "";
    let bytes = 0;
    let frames = 0;
    let settled: Memory | undefined;
    while (frames < FRAMES) {
      const count = await connection.read(buffer);
      if (count === null) throw new Error("the server has closed the stream");
      bytes += count;
      text += decoder.decode(buffer.subarray(0, count), { stream: true });
      for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
        const data = JSON.parse(/^data:(.*)$/m.exec(text.slice(0, end))?.[1] ?? "{}");
        if (data.sid) sid = data.sid;
        if (data.s === undefined) continue;
        if (++frames === SETTLED) settled = memory.at(-1);
        await (await fetch(new URL(`/ack/${sid}/${data.s}`, url), { method: "POST" })).body
          ?.cancel();
        if (data.t > mark.time) behind.push(bytes - mark.bytes);
        if (data.t > mark.time || mark.time === Infinity) mark = { bytes, time: Date.now() };
      }
      // This is what makes it slow.
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
    const worst = Math.max(...behind);
    const growth = memory.at(-1)!.live - settled!.live;
    const facts = `${frames} frames, ${worst} bytes behind at most, ${
      growth.toFixed(1)
    } MB more that live`;
    console.log(`  slow reader: ${facts}`);
    assert(behind.length > FRAMES / 4, facts);
    assert(worst <= MOST_BEHIND, facts);
    assert(growth < 5, facts);
  });
});

Deno.test("a reader that never reads is let go when its time is over", async () => {
  await withWideServer(2000, async (url) => {
    using _connection = await openStream(url);
    const clients = async () => {
      const text = await (await fetch(new URL("/metrics", url))).text();
      return Number(/^steady_telemetry_clients(?:\{.*\})? (\d+)$/m.exec(text)?.[1]);
    };
    while (await clients() !== 1) await new Promise((resolve) => setTimeout(resolve, 20));
    while (await clients() !== 0) await new Promise((resolve) => setTimeout(resolve, 50));
  });
});
