import { assert } from "@std/assert";

/** A minute with `STRESS=long`, else long enough to see whether the lag grows. */
const SECONDS = Deno.env.get("STRESS") === "long" ? 60 : 15;

/** 1 Mbit a second. */
const BYTES_PER_SECOND = 125_000;
const STEP_MS = 50;

interface Memory {
  readonly rss: number;
  readonly live: number;
}

/** Runs `use` against `fixtures/serve_wide.ts`; `memory` has what it has printed of its memory so far, in MB. */
async function withWideServer(
  clientTimeoutMs: number,
  use: (url: URL, memory: readonly Memory[]) => Promise<void>,
): Promise<void> {
  const script = new URL("./fixtures/serve_wide.ts", import.meta.url).href;
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

Deno.test(`a reader of 125 KB a second lags 2 s at most, for ${SECONDS} s, and costs no memory`, async () => {
  await withWideServer(30_000, async (url, memory) => {
    using connection = await openStream(url);
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(BYTES_PER_SECOND * STEP_MS / 1000);
    const lags: number[] = [];
    let text = "";
    let sid = "";
    let bytes = 0;
    let settled: Memory | undefined;
    const begin = performance.now();
    for (let step = 1; performance.now() - begin < SECONDS * 1000; step++) {
      const count = await connection.read(buffer);
      if (count === null) throw new Error("the server has closed the stream");
      bytes += count;
      text += decoder.decode(buffer.subarray(0, count), { stream: true });
      for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
        const data = JSON.parse(/^data:(.*)$/m.exec(text.slice(0, end))?.[1] ?? "{}");
        if (data.sid) sid = data.sid;
        if (data.s === undefined) continue;
        lags.push(Date.now() - data.t);
        await (await fetch(new URL(`/ack/${sid}/${data.s}`, url), { method: "POST" })).body
          ?.cancel();
      }
      if (performance.now() - begin > SECONDS * 300) settled ??= memory.at(-1);
      const wait = begin + step * STEP_MS - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    }
    const [first, ...rest] = lags;
    const worst = Math.max(...rest);
    const growth = memory.at(-1)!.live - settled!.live;
    const whole = memory.at(-1)!.rss - settled!.rss;
    const rate = bytes / SECONDS / 1000;
    const facts = `${lags.length} frames, first ${first} ms, then ${worst} ms at most; ` +
      `${rate.toFixed(0)} KB/s; ${growth.toFixed(1)} MB more that live, ${
        whole.toFixed(1)
      } MB more of the system`;
    console.log(`  slow reader: ${facts}`);
    assert(rate > 80, `${facts}: it was no slow reader, it was not given enough`);
    assert(lags.length >= SECONDS / 2, facts);
    assert(worst <= 2000, facts);
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
