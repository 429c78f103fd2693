import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Access } from "../../src/telemetry/http/access.ts";
import { clientName } from "../../src/telemetry/http/client_name.ts";
import { Guesses } from "../../src/telemetry/http/guesses.ts";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { divertErrors } from "../fixtures/diverted.ts";
import { until } from "../fixtures/watch.ts";
import { FakeGraph } from "./fake_graph.ts";

const TOKEN = "0123456789abcdef-secret";

/** So many wrong ones cost nothing, and so many more tries may wait. */
const FREE = 10;
const MOST_WAITING = 8;

/** A door with a token, a clock that stands, and pauses that end when they are let. */
class Door {
  readonly said: string[] = [];
  readonly pauses: { ms: number; end: () => void }[] = [];
  now = 0;
  readonly access: Access;
  #guess = 0;

  constructor(trustProxy = false) {
    const guesses = new Guesses({
      now: () => this.now,
      pause: (ms) => new Promise((resolve) => this.pauses.push({ ms, end: resolve })),
      print: (line) => void this.said.push(line),
    });
    this.access = new Access(TOKEN, { trustProxy, guesses });
  }

  /** The status of the refusal; 200 where there is none. */
  async ask(
    headers: Record<string, string>,
    remote = "10.0.0.1",
    path = "/graph.dot",
  ): Promise<number> {
    const request = new Request(`http://127.0.0.1:9900${path}`, { headers });
    return (await this.access.refusal(request, { remote, port: 9900 }))?.status ?? 200;
  }

  /** A token that nobody has tried yet, and that is wrong. */
  guess(remote?: string, headers: Record<string, string> = {}): Promise<number> {
    return this.ask({ ...headers, Authorization: `Bearer wrong-${this.#guess++}` }, remote);
  }

  async guessOften(remote?: string, headers?: Record<string, string>): Promise<void> {
    for (let i = 0; i < FREE; i++) assertEquals(await this.guess(remote, headers), 401);
  }

  async logIn(remote = "10.0.0.1"): Promise<string> {
    const request = new Request(`http://127.0.0.1:9900/?token=${TOKEN}`);
    const response = await this.access.refusal(request, { remote, port: 9900 });
    assertEquals(response?.status, 303);
    return response!.headers.get("set-cookie")!.split(";")[0]!;
  }

  /** Waits until so many tries wait. */
  async waiting(count: number): Promise<void> {
    await until(() => this.pauses.length >= count, `${count} tries that wait`);
  }
}

const RIGHT = { Authorization: `Bearer ${TOKEN}` };

Deno.test("Access: who was wrong often waits before each further try, and no one else does", async () => {
  const door = new Door();
  await door.guessOften();
  const tries = [door.guess(), door.guess(), door.ask(RIGHT)];
  await door.waiting(3);
  assertEquals(door.pauses.map(({ ms }) => ms).sort(), [1000, 2000, 3000]);
  assertEquals(await door.ask(RIGHT, "10.0.0.2"), 200);
  for (const { end } of door.pauses) end();
  // Whoever has the token comes in, though late.
  assertEquals(await Promise.all(tries), [401, 401, 200]);
});

Deno.test("Access: no more tries wait than a few; who is in stays in meanwhile", async () => {
  const door = new Door();
  const cookie = await door.logIn();
  await door.guessOften();
  const tries = Array.from({ length: MOST_WAITING }, () => door.guess());
  await door.waiting(MOST_WAITING);
  assertEquals(await door.guess(), 429);
  assertEquals(await door.ask({ Cookie: cookie }), 200);
  assertEquals(await door.ask({ Cookie: cookie }, "10.0.0.1", "/"), 200);
  // Only as a whole: its first half lets nobody guess the second.
  const [session] = cookie.split(".");
  assertEquals(await door.ask({ Cookie: `${session}.${"0".repeat(64)}` }), 429);
  for (const { end } of door.pauses) end();
  await Promise.all(tries);
  const last = door.ask(RIGHT);
  await door.waiting(MOST_WAITING + 1);
  door.pauses.at(-1)!.end();
  assertEquals(await last, 200);
});

Deno.test("Access: wrong ones are forgotten with time, and one that is repeated counts once", async () => {
  const door = new Door();
  for (let i = 0; i < 5 * FREE; i++) {
    assertEquals(await door.ask({ Cookie: "telemetry_9900=old" }), 401);
  }
  assertEquals(door.said, []);
  for (let i = 1; i < FREE; i++) await door.guess();
  door.now += 60_000;
  await door.guessOften();
  assertEquals(door.pauses, []);
});

Deno.test("Access: the log tells of guesses once a minute, and never what was guessed", async () => {
  const door = new Door();
  await door.guessOften("10.0.0.1");
  await door.guessOften("10.0.0.2");
  assertEquals(door.said, [
    "Telemetry is given wrong tokens, last by 10.0.0.1: 10 since it started. " +
    "Whoever is wrong often is let wait before each further try",
  ]);
  door.now += 60_000;
  await door.guessOften("10.0.0.3");
  assertStringIncludes(door.said[1]!, "last by 10.0.0.3: 30 since it started");
});

Deno.test("Access: what a proxy says of the client counts only if the proxy is trusted", async () => {
  const from = (client: string) => ({ "X-Forwarded-For": `6.6.6.6, ${client}` });
  const distrustful = new Door();
  for (let i = 0; i < FREE; i++) await distrustful.guess("127.0.0.1", from(`10.0.0.${i}`));
  const late = distrustful.ask({ ...RIGHT, ...from("10.0.1.1") }, "127.0.0.1");
  await distrustful.waiting(1);
  assertEquals(await distrustful.ask(RIGHT, "127.0.0.1"), 200, "past the proxy");
  distrustful.pauses[0]!.end();
  assertEquals(await late, 200);
  const trusting = new Door(true);
  await trusting.guessOften("127.0.0.1", from("10.0.0.1"));
  assertEquals(await trusting.ask({ ...RIGHT, ...from("10.0.0.2") }, "127.0.0.1"), 200);
  assertStringIncludes(trusting.said[0]!, "last by 10.0.0.1:");
});

Deno.test("clientName: of IPv6 the network counts, of addresses that stand for IPv4 the address", () => {
  const names = {
    "10.0.0.1": "10.0.0.1",
    "::ffff:10.0.0.1": "10.0.0.1",
    "::1": "::1",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "2001:db8::1": "2001:db8:0:0::/64",
    "2001:db8:0:0:ffff::": "2001:db8:0:0::/64",
  };
  for (const [address, name] of Object.entries(names)) {
    assertEquals(clientName(new Headers(), address, false), name);
  }
  const headers = new Headers({ "X-Forwarded-For": "[2001:db8::1]:4711" });
  assertEquals(clientName(headers, "127.0.0.1", true), "2001:db8:0:0::/64");
  assert(clientName(new Headers({ "X-Forwarded-For": "x".repeat(9999) }), "", true).length <= 100);
});

Deno.test("Guesses: many clients take no memory without end", async () => {
  const door = new Door();
  await door.guessOften("first");
  for (let i = 0; i < 1000; i++) await door.guess(`client ${i}`);
  assertEquals(await door.guess("first"), 401);
  assertEquals(door.pauses, []);
});

Deno.test("serveTelemetry: guesses are counted by where the connection comes from", async () => {
  const said: string[] = [];
  const restore = divertErrors(said);
  try {
    const { source } = new FakeGraph("guarded", ["a"], []);
    await using server = await serveTelemetry(source, { port: 0, token: TOKEN });
    for (let i = 0; i < FREE; i++) {
      const response = await fetch(new URL(`/?token=wrong${i}`, server.url));
      assertEquals([response.status, await response.text()], [
        401,
        "Cannot log in: the token is another one\n",
      ]);
    }
    assertEquals(said.length, 1);
    assertStringIncludes(said[0]!, "last by 127.0.0.1: 10");
  } finally {
    restore();
  }
});
