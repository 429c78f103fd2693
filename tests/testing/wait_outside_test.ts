import { assertEquals } from "@std/assert";
import { type Errand, sendFor } from "../../src/testing/errands.ts";
import { bringOldest, type Outsider } from "../../src/testing/wait_outside.ts";

function outsider(): Outsider {
  return {
    sender: { errands: [], lastErrand: undefined as Errand | undefined, modules: new Set() },
    whoWaits: () => undefined,
    actorsOf: () => ["A"],
    take: (bring) => bring(),
  };
}

Deno.test("errands of several threads are brought in the order in which they were sent for, not in that in which they are done", async () => {
  const [one, other] = [outsider(), outsider()];
  const slow = Promise.withResolvers<string>();
  const told: string[] = [];
  const send = ({ sender }: Outsider, what: string, promise: Promise<string>) =>
    void sendFor(sender, what, promise).then((text) => told.push(text), (text) => told.push(text));
  send(one, "first", slow.promise);
  send(other, "second", Promise.reject("second"));
  send(one, "third", Promise.resolve("third"));
  send(other, "fourth", Promise.resolve("fourth"));
  const bringing = bringOldest([other, one]);
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(told, [], "the oldest is waited for");
  slow.resolve("first");
  assertEquals(await bringing, true);
  while (await bringOldest([other, one]));
  assertEquals(told, ["first", "second", "third", "fourth"]);
});
