import { assertEquals } from "@std/assert";
import { Backlog } from "../../static/feed/backlog.js";

const event = (n: number) => ({ n, time: n, subject: "a", what: "crashed" });

/** A server with the events of these numbers, and the one who asks it. */
function start(kept: readonly number[], fails = 0) {
  const asked: string[] = [];
  const told: number[] = [];
  const done = Promise.withResolvers<void>();
  const backlog = new Backlog({
    read: (path: string) => {
      const [from, to, last] = path.match(/\d+/g)!.map(Number) as [number, number, number];
      asked.push(`${from} ${to}`);
      if (fails-- > 0) return Promise.reject(new Error("away"));
      const found = kept.filter((n) => n >= from && n < to).map(event);
      return Promise.resolve(found.slice(-last));
    },
    tell: (events: readonly { n: number }[]) => {
      told.unshift(...events.map(({ n }) => n));
      if (!backlog.awaits) done.resolve();
    },
    retryMs: 0,
  });
  return { backlog, asked, told, done: done.promise };
}

const upTo = (end: number, from = 0) => Array.from({ length: end - from }, (_, i) => from + i);

Deno.test("Backlog asks for what lacks bit by bit, the latest first", async () => {
  const { backlog, asked, told, done } = start(upTo(2500));
  backlog.want(0, 2400);
  assertEquals(backlog.awaits, true);
  await done;
  assertEquals(asked, ["0 2400", "0 1400", "0 400"]);
  assertEquals(told, upTo(2400));
  assertEquals(backlog.awaits, false);
});

Deno.test("Backlog is content with what is kept", async () => {
  const { backlog, asked, told, done } = start([3, 4, ...upTo(60, 50)]);
  backlog.want(0, 60);
  await done;
  assertEquals([asked, told], [["0 60"], [3, 4, ...upTo(60, 50)]]);
});

Deno.test("Backlog tries again where the server does not answer", async () => {
  const { backlog, asked, told, done } = start(upTo(10), 2);
  backlog.want(0, 10);
  await done;
  assertEquals([asked, told], [["0 10", "0 10", "0 10"], upTo(10)]);
});

Deno.test("Backlog: what is asked for while another answer is awaited comes too", async () => {
  const { backlog, told, done } = start(upTo(100));
  for (let gap = 0; gap < 12; gap++) backlog.want(gap * 8, gap * 8 + 4);
  await done;
  const lacked = upTo(100).filter((n) => n < 96 && n % 8 < 4);
  assertEquals(lacked.filter((n) => !told.includes(n)), []);
});

Deno.test("Backlog forgets what lacked once another program answers", async () => {
  const { backlog, told, done } = start(upTo(50));
  backlog.want(0, 40);
  backlog.clear();
  backlog.want(45, 50);
  await done;
  assertEquals(told, upTo(50, 45));
});
