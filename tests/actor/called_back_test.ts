/** What the runtime calls is told from what goes on after an await, however either comes about. */
import { assertEquals } from "@std/assert";
import process from "node:process";
import { isCalledBack } from "../../src/actor/lookout.ts";

type Way = (call: () => void) => void;

/** Ways in which the runtime calls. */
const CALLS: Record<string, Way> = {
  timeout: (call) => setTimeout(call, 1),
  immediate: (call) => setImmediate(call),
  "immediate of an immediate": (call) => setImmediate(() => setImmediate(call)),
  listener: (call) => AbortSignal.timeout(1).addEventListener("abort", () => call()),
  handler(call) {
    AbortSignal.timeout(1).onabort = () => call();
  },
  message(call) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      call();
    };
    port2.postMessage(1);
  },
};

/** Ways to be settled that are no call of the runtime's. */
const SETTLES: Record<string, Way> = {
  microtask: (call) => queueMicrotask(call),
  tick: (call) => process.nextTick(call),
  file: (call) => void Deno.stat(import.meta.filename!).then(call),
};

for (const [way, call] of Object.entries({ ...CALLS, ...SETTLES })) {
  Deno.test(`who goes on after an await is not called back: ${way}`, async () => {
    async function goOn(): Promise<boolean> {
      await new Promise<void>(call);
      return isCalledBack();
    }
    async function nested(): Promise<boolean> {
      return await goOn();
    }
    for (let i = 0; i < 100; i++) {
      await new Promise<void>(call);
      assertEquals(isCalledBack(), false);
      assertEquals(await nested(), false);
      assertEquals(await new Promise<void>(call).then(isCalledBack), false);
      const [all] = await Promise.all([goOn(), nested()]);
      assertEquals(all, false);
    }
  });
}

for (const [way, call] of Object.entries(CALLS)) {
  Deno.test(`a callback is called back: ${way}`, async () => {
    const inner = () => isCalledBack();
    const seen = await new Promise<boolean[]>((resolve) =>
      call(async () => {
        const atOnce = [isCalledBack(), inner()];
        await undefined;
        resolve([...atOnce, isCalledBack()]);
      })
    );
    assertEquals(seen, [true, true, false]);
  });
}

Deno.test("a listener of an event that the code itself brings about is not called back", async () => {
  await undefined;
  const controller = new AbortController();
  let seen: boolean | undefined;
  controller.signal.addEventListener("abort", () => seen = isCalledBack());
  controller.abort();
  assertEquals(seen, false);
});
