import { assertEquals } from "@std/assert";
import { ACTOR_COLUMNS, CHANNEL_COLUMNS } from "../../src/telemetry/wire/columns.ts";
import { Model } from "../../static/feed/model.js";
import { ACTOR, CHANNEL } from "./scripted_server.ts";

Deno.test("a scripted server has the columns of a real one, by the names and in the order of the page", () => {
  const model = new Model();
  model.columns = { a: [], c: [] };
  assertEquals(Object.keys(model.actor(0)), ACTOR);
  assertEquals(Object.keys(model.channel(0)), CHANNEL);
  assertEquals([ACTOR.length, CHANNEL.length], [ACTOR_COLUMNS.length, CHANNEL_COLUMNS.length]);
});
