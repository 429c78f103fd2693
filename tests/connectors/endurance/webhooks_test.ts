import { assertEquals } from "@std/assert";
import { runWebhooks } from "./webhooks.ts";

Deno.test("webhooks with a journal: every 202 is kept, once by its origin, however often the process is killed", async () => {
  const webhooks = 400;
  const { accepted, kept, lost, wrong } = await runWebhooks({ webhooks, kills: 3, senders: 16 });
  assertEquals([lost, wrong], [[], []]);
  assertEquals([accepted, kept], [webhooks, webhooks]);
});
