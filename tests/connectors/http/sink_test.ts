import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { httpSink, type HttpSinkArgs } from "../../../src/connectors/http/mod.ts";
import { MisconfiguredError, type PutOutcome } from "../../../src/connectors/wire.ts";
import { heldWorld, never, openSink, realWorld } from "../loopback_wires.ts";
import { freePort } from "../servers/find.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** A request that came. */
interface Came {
  readonly path: string;
  readonly body: string;
  readonly headers: Headers;
  readonly method: string;
}

interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly came: Came[];
}

/** A server that answers as it is told. */
function receiver(answer: (came: Came, n: number) => Response | Promise<Response>): Receiver {
  const came: Came[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const { headers, method } = request;
    const one = { path: pathname + search, body: await request.text(), headers, method };
    came.push(one);
    return answer(one, came.length);
  });
  const { port } = server.addr;
  return { url: `http://127.0.0.1:${port}`, came, [Symbol.asyncDispose]: () => server.shutdown() };
}

function ok(): Response {
  return new Response("thanks");
}

function items(...bodies: string[]): { origin: string; item: string }[] {
  return bodies.map((item, i) => ({ origin: `orders/0/${i}`, item }));
}

async function put(
  args: Partial<HttpSinkArgs>,
  bodies: readonly string[],
): Promise<readonly PutOutcome[]> {
  await using sink = await openSink(httpSink, args);
  return await sink.wire.put(items(...bodies), never);
}

Deno.test("httpSink sends each item in order, known by its origin", async () => {
  await using there = receiver(ok);
  const outcomes = await put({ url: `${there.url}/in?a=1` }, ["one", "two", "three"]);
  assertEquals(outcomes, ["done", "done", "done"]);
  assertEquals(there.came.map(({ body }) => body), ["one", "two", "three"]);
  assertEquals(there.came.map(({ method, path }) => `${method} ${path}`)[0], "POST /in?a=1");
  assertEquals(
    there.came.map(({ headers }) => headers.get("idempotency-key")),
    ["orders/0/0", "orders/0/1", "orders/0/2"],
  );
  assertEquals(there.came[0]?.headers.get("content-type"), "application/json");
});

Deno.test("httpSink sends bytes, paths, headers and secrets", async () => {
  await using there = receiver(ok);
  Deno.env.set("TEST_SINK_TOKEN", "t0ken");
  Deno.env.set("TEST_SINK_KEY", "k3y");
  await using sink = await openSink(httpSink, {
    url: `${there.url}/base/`,
    method: "PUT",
    contentType: "text/plain",
    idempotencyHeader: "X-Id",
    headers: { "x-a": "1" },
    bearerEnv: "TEST_SINK_TOKEN",
    headersEnv: { "x-key": "TEST_SINK_KEY" },
  });
  const outcomes = await sink.wire.put([
    { origin: "a b/ü%", item: new TextEncoder().encode("bytes") },
    { origin: "b", item: { body: "with more", path: "orders/7", headers: { "x-a": "2" } } },
    { origin: "c", item: { body: "away", path: "//elsewhere.example/" } },
    { origin: "d", item: { body: "", headers: { "x-a": "ü€" } } },
  ], never);
  assertEquals(outcomes.slice(0, 2), ["done", "done"]);
  assertStringIncludes(JSON.stringify(outcomes[2]), "leads away from");
  assertStringIncludes(JSON.stringify(outcomes[3]), "headers cannot be sent");
  const [first, second] = there.came as [Came, Came];
  assertEquals([first.method, first.path, first.body], ["PUT", "/base/", "bytes"]);
  assertEquals(first.headers.get("content-type"), "text/plain");
  assertEquals(first.headers.get("authorization"), "Bearer t0ken");
  assertEquals(first.headers.get("x-key"), "k3y");
  assertEquals(decodeURIComponent(first.headers.get("x-id") ?? ""), "a b/ü%");
  assertEquals([second.path, second.headers.get("x-a")], ["/base/orders/7", "2"]);
});

Deno.test("httpSink puts again what is refused for now, and what comes behind it", async () => {
  for (const status of [408, 425, 429, 500, 503, 504]) {
    await using there = receiver(({ body }) => body === "b" ? new Response("", { status }) : ok());
    const outcomes = await put({ url: there.url }, ["a", "b", "c"]);
    assertEquals(outcomes, ["done", "again", "again"], `after ${status}`);
    assertEquals(there.came.map(({ body }) => body), ["a", "b"]);
  }
});

Deno.test("httpSink makes a dead letter of what is refused for good, with what the answer says", async () => {
  const long = "no ".repeat(300);
  await using there = receiver(({ body }) =>
    body === "bad" ? new Response(long, { status: 422 }) : ok()
  );
  const outcomes = await put({ url: there.url }, ["a", "bad", "c"]);
  assertEquals(outcomes, ["done", { dead: `HTTP 422: ${long.slice(0, 500).trim()}` }, "done"]);
  await using silent = receiver(() => new Response(null, { status: 400 }));
  assertEquals(await put({ url: silent.url }, ["a"]), [{ dead: "HTTP 400" }]);
});

Deno.test("httpSink crashes on what its args are to blame for, and says which", async () => {
  Deno.env.set("TEST_SINK_TOKEN", "s3cret");
  for (const status of [401, 403, 404, 405, 407]) {
    await using there = receiver(() => new Response("who are you", { status }));
    const error = await assertRejects(
      () => put({ url: `${there.url}/in?key=hidden`, bearerEnv: "TEST_SINK_TOKEN" }, ["a"]),
      MisconfiguredError,
    );
    assertStringIncludes(
      error.message,
      `Cannot send to ${there.url}/in: it answers HTTP ${status}`,
    );
    assert(!error.message.includes("s3cret") && !error.message.includes("hidden"));
  }
  await using there = receiver(() => new Response("gone", { status: 404 }));
  assertEquals(await put({ url: there.url, crashOn: [401] }, ["a"]), [{ dead: "HTTP 404: gone" }]);
});

Deno.test("httpSink ends what is under way when another request crashes it", async () => {
  const waiting = Promise.withResolvers<Response>();
  await using there = receiver(({ body }) =>
    body === "bad" ? new Response(null, { status: 401 }) : waiting.promise
  );
  await assertRejects(
    () => put({ url: there.url, parallel: 2, timeoutMs: 2 ** 31 - 1 }, ["slow", "bad"]),
    MisconfiguredError,
  );
  waiting.resolve(ok());
});

Deno.test("httpSink follows no redirect, unless it is told to, and then only what keeps the request", async () => {
  const statuses: Record<string, number> = { "/301": 301, "/302": 302, "/303": 303, "/307": 307 };
  await using there = receiver(({ path }) => {
    const status = statuses[path];
    return status === undefined
      ? ok()
      : new Response(null, { status, headers: { location: "/in" } });
  });
  for (const path of Object.keys(statuses)) {
    const error = await assertRejects(
      () => put({ url: there.url + path }, ["a"]),
      MisconfiguredError,
    );
    assertStringIncludes(error.message, `it answers ${statuses[path]} to /in`);
  }
  const followRedirects = true;
  for (const path of ["/301", "/302", "/303"]) {
    await assertRejects(
      () => put({ url: there.url + path, followRedirects }, ["a"]),
      MisconfiguredError,
    );
  }
  assertEquals(await put({ url: `${there.url}/307`, followRedirects }, ["a"]), ["done"]);
  assertEquals(there.came.at(-1)?.body, "a");
  await using round = receiver(() =>
    new Response(null, { status: 308, headers: { location: "/" } })
  );
  await assertRejects(() => put({ url: round.url, followRedirects }, ["a"]), MisconfiguredError);
  await using away = receiver(() =>
    new Response(null, { status: 307, headers: { location: `${there.url}/in` } })
  );
  const before = there.came.length;
  await assertRejects(() => put({ url: away.url, followRedirects }, ["a"]), MisconfiguredError);
  assertEquals(there.came.length, before, "its headers went to another origin");
});

Deno.test("httpSink waits as long as Retry-After says, and no longer than maxRetryAfterMs", async () => {
  let now = 1_000_000;
  const pauses: number[] = [];
  const world = {
    ...realWorld,
    now: () => now,
    pause(ms: number, signal?: AbortSignal) {
      if (ms === 10_000) return realWorld.pause(ms, signal); // the timeout of a request
      pauses.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
  const answers = ["7", new Date(1_016_000).toUTCString(), "3600", "soon", null];
  await using there = receiver((_, n) =>
    new Response(null, { status: 429, headers: retryAfter(answers[n - 1] ?? null) })
  );
  await using sink = await openSink(httpSink, { url: there.url }, world);
  const paused: number[][] = [];
  for (let n = 0; n <= answers.length; n++) {
    assertEquals(await sink.wire.put(items("a"), never), ["again"]);
    paused.push(pauses.splice(0));
  }
  assertEquals(paused, [[], [7_000], [9_000], [60_000], [], []]);
});

function retryAfter(value: string | null): Record<string, string> {
  return value === null ? {} : { "retry-after": value };
}

Deno.test("httpSink has no more than `parallel` requests under way", async () => {
  let underWay = 0;
  let most = 0;
  const gate = Promise.withResolvers<void>();
  await using there = receiver(async (_, n) => {
    most = Math.max(most, ++underWay);
    // All that may be are, once there are three.
    if (n === 3) gate.resolve();
    await gate.promise;
    underWay--;
    return ok();
  });
  const outcomes = await put({ url: there.url, parallel: 3 }, Array(10).fill("x"));
  assertEquals(outcomes, Array(10).fill("done"));
  assertEquals(most, 3);
});

Deno.test("httpSink throws when nobody answers at all, and tells where", async () => {
  const port = freePort();
  const error = await assertRejects(
    () => put({ url: `http://127.0.0.1:${port}/in?key=hidden` }, ["a", "b"]),
    Error,
  );
  assert(!(error instanceof MisconfiguredError));
  assertStringIncludes(error.message, `Cannot send to http://127.0.0.1:${port}/in: `);
  assert(!error.message.includes("hidden"));
});

Deno.test("httpSink says what is done when some requests are answered and others are not", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const bodies: string[] = [];
  const serving = (async () => {
    for await (const connection of listener) {
      const body = await bodyOn(connection);
      bodies.push(body);
      const answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      if (body !== "cut") await connection.write(new TextEncoder().encode(answer));
      connection.close();
    }
  })();
  const url = `http://127.0.0.1:${listener.addr.port}`;
  assertEquals(await put({ url }, ["a", "cut", "c"]), ["done", "again", "again"]);
  assertEquals(bodies, ["a", "cut"]);
  listener.close();
  await serving;
});

async function bodyOn(connection: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(4096);
  let text = "";
  while (true) {
    const [, length, body] = /content-length: (\d+)[^]*\r\n\r\n([^]*)$/i.exec(text) ?? [];
    if (body !== undefined && body.length === Number(length)) return body;
    const n = await connection.read(buffer) ?? 0;
    text += new TextDecoder().decode(buffer.subarray(0, n));
  }
}

Deno.test("httpSink gives up a request without an answer after timeoutMs", async () => {
  const waiting = Promise.withResolvers<Response>();
  await using there = receiver(() => waiting.promise);
  const { world, elapse } = heldWorld(4444);
  await using sink = await openSink(httpSink, { url: there.url, timeoutMs: 4444 }, world);
  const putting = sink.wire.put(items("a"), never);
  while (there.came.length === 0) await new Promise((go) => setTimeout(go, 1));
  elapse();
  const error = await assertRejects(() => putting, Error);
  assertStringIncludes(error.message, "no answer within 4444 ms");
  waiting.resolve(ok());
});

Deno.test("httpSink gives back what is not done when its time is over", async () => {
  const waiting = Promise.withResolvers<void>();
  const over = new AbortController();
  await using there = receiver(({ body }) => {
    if (body === "a") return ok();
    over.abort();
    return waiting.promise.then(ok);
  });
  await using sink = await openSink(httpSink, { url: there.url });
  assertEquals(await sink.wire.put(items("a", "b", "c"), over.signal), ["done", "again", "again"]);
  // Where nothing is done the service is not to blame either.
  const early = new AbortController();
  const putting = sink.wire.put(items("b"), early.signal);
  while (there.came.length < 3) await new Promise((go) => setTimeout(go, 1));
  early.abort();
  assertEquals(await putting, ["again"]);
  waiting.resolve();
});

Deno.test("httpSink sends a batch as lines, under one key that is the same for the same batch", async () => {
  await using there = receiver(ok);
  const batching = "ndjson";
  for (let n = 0; n < 2; n++) {
    assertEquals(await put({ url: there.url, batching }, ['{"a":1}', '{"a":2}']), ["done", "done"]);
  }
  await put({ url: there.url, batching }, ['{"a":1}']);
  const [first, second, third] = there.came as [Came, Came, Came];
  assertEquals(first.body, '{"a":1}\n{"a":2}\n');
  assertEquals(first.headers.get("content-type"), "application/x-ndjson");
  const keys = [first, second, third].map(({ headers }) => headers.get("idempotency-key"));
  assertEquals(keys[0], keys[1]);
  assert(keys[0] !== keys[2] && keys[0] !== null);
});

Deno.test("httpSink finds the line for which a batch is refused", async () => {
  await using there = receiver(({ body }) =>
    body.includes("bad") ? new Response("bad line", { status: 400 }) : ok()
  );
  const bodies = ["a", "b", "bad", "c", "two\nlines", "d", "e"];
  const outcomes = await put({ url: there.url, batching: "ndjson" }, bodies);
  const dead = { dead: "HTTP 400: bad line" };
  const twoLines = { dead: "it has a line break, and is to be one line" };
  assertEquals(outcomes, ["done", "done", dead, "done", twoLines, "done", "done"]);
  const taken = there.came.filter(({ body }) => !body.includes("bad")).flatMap(({ body }) =>
    body.trim().split("\n")
  );
  assertEquals(taken.toSorted(), ["a", "b", "c", "d", "e"]);
});

Deno.test("httpSink tells all faults of its args at once", () => {
  assertEquals(
    httpSink.faults({
      ...httpSink.args,
      url: "https://me:secret@bank.example",
      parallel: 0,
      crashOn: [200],
      headersEnv: { "x y": "A" },
    }),
    [
      "url has a login in it, which plans would show: name an environment variable by bearerEnv",
      "parallel is 0, give a whole number from 1 to 1000",
      "crashOn is 200, give a list of statuses from 400 to 499",
      'headersEnv has "x y", which is no name of a header',
    ],
  );
});
