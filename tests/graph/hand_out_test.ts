import { assertEquals } from "@std/assert";
import { handOut } from "../../src/graph/workers/inbox.ts";
import type { WorkerMessage } from "../../src/protocol/messages.ts";

Deno.test("each message of a worker is for one: for who waits for the load, for the supervisor, or for the graph", () => {
  const heard: Record<string, string[]> = { load: [], life: [], news: [] };
  const error = { name: "Error", message: "", stack: "" };
  const of = { actor: 0, generation: 0 };
  const messages: WorkerMessage[] = [
    { type: "alive" },
    { type: "loaded" },
    { type: "notLoaded", faults: [] },
    { type: "ended", ...of },
    { type: "crashed", ...of, error, underWork: [], lent: false },
    { type: "retired", ...of, lent: false },
    { type: "uncaught", error },
    { type: "eased", ...of },
    { type: "pong", worker: 0, call: 0, heapBytes: 0, thread: null },
    { type: "veto", actor: 0, label: "" },
    { type: "stop", actor: 0, reason: "" },
    { type: "log", actor: 0, time: 0, level: "info", text: "" },
    { type: "deadLetter", ...of, turn: 1, time: 0, message: 0, reason: "" },
    { type: "notReplayed", actor: 0, id: 0, why: "" },
    { type: "told", actor: 0, id: 0 },
  ];
  for (const message of messages) {
    handOut(message, {
      onLoad: ({ type }) => heard.load!.push(type),
      onLife: ({ type }) => heard.life!.push(type),
      onNews: ({ type }) => heard.news!.push(type),
    });
  }
  assertEquals(heard, {
    load: ["alive", "loaded", "notLoaded"],
    life: ["ended", "crashed", "retired", "uncaught", "eased", "pong"],
    news: ["veto", "stop", "log", "deadLetter", "notReplayed", "told"],
  });
});
