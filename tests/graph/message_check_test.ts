import { assert, assertEquals } from "@std/assert";
import { isBelievable, type Speaker } from "../../src/graph/workers/inbox.ts";
import type { WorkerMessage } from "../../src/protocol/messages.ts";

const SPEAKER: Speaker = { worker: 3, actors: new Set([4, 5]) };
const error = { name: "Error", message: "m", stack: "" };

/** A message of each type, and for each of its parts what it must not be. */
const MESSAGES:
  readonly (readonly [WorkerMessage, Readonly<Record<string, readonly unknown[]>>])[] = [
    [{ type: "alive" }, {}],
    [{ type: "loaded" }, {}],
    [{ type: "notLoaded", faults: [{ actor: 4, error }] }, {
      faults: [undefined, {}, [1], [{ actor: 6, error }], [{ actor: 4 }], [{
        actor: 4,
        error: {},
      }]],
    }],
    [{ type: "ended", actor: 5, generation: 0 }, {
      actor: [undefined, 3, -1, "4", 4.5, NaN, { valueOf: 4 }],
      generation: [undefined, -1, 0.5, "0", NaN, Infinity, null],
    }],
    [{
      type: "crashed",
      actor: 4,
      generation: 1,
      error,
      underWork: [{ end: 0, messages: 1, from: -3 }],
      lent: false,
    }, {
      actor: [6],
      lent: [undefined, 0, "no"],
      generation: [-1],
      error: [undefined, null, "e", { ...error, stack: undefined }, { ...error, name: 7 }],
      underWork: [
        undefined,
        {},
        [7],
        [{ end: -1, messages: 1, from: 0 }],
        [{ end: 0, messages: 1 }],
        [{ end: 0, messages: 1, from: 0.5 }],
      ],
      returned: ["yes", 1, null],
    }],
    [{ type: "retired", actor: 4, generation: 1, lent: true }, {
      actor: [7],
      generation: [undefined],
      lent: [undefined, 1],
    }],
    [{ type: "uncaught", error, turns: [{ actor: 4, underWork: [] }] }, {
      error: [undefined, { ...error, message: {} }],
      turns: [null, {}, [{ actor: 6, underWork: [] }], [{ actor: 4 }]],
    }],
    [{ type: "eased", actor: 4, generation: 1 }, { actor: [7], generation: [undefined, -1] }],
    [{ type: "veto", actor: 4, label: "l" }, { actor: [7], label: [undefined, 7, null] }],
    [{ type: "stop", actor: 4, reason: "r" }, { actor: [7], reason: [undefined, ["r"]] }],
    [{ type: "log", actor: 4, time: 0, level: "info", text: "t", data: 1 }, {
      actor: [undefined, 4711],
      time: [undefined, NaN, "0"],
      level: [undefined, "loud", 1],
      text: [undefined, 1],
    }],
    [{
      type: "deadLetter",
      ...{ actor: 4, generation: 0, turn: 1, time: 0, message: {}, reason: "r" },
    }, { actor: [1], generation: ["1"], turn: [undefined, 0.5], time: [NaN], reason: [1] }],
    [{ type: "pong", worker: 3, call: 0, heapBytes: 1, thread: null }, {
      worker: [undefined, 4],
      call: [-1, "1"],
      heapBytes: [-1, "1"],
      thread: [undefined, -1, "1"],
    }],
    [
      { type: "notReplayed", actor: 4, id: 1, why: "w" },
      { actor: [undefined, 7], id: [undefined, -1], why: [undefined, 1] },
    ],
    [{ type: "told", actor: 4, id: 1 }, { actor: [undefined, 7], id: [undefined, -1] }],
  ];

for (const [message, wrong] of MESSAGES) {
  Deno.test(`a worker's message "${message.type}" is believed only if every part of it is right`, () => {
    assert(isBelievable(message, SPEAKER));
    for (const [part, values] of Object.entries(wrong)) {
      for (const value of values) {
        assert(
          !isBelievable({ ...message, [part]: value }, SPEAKER),
          `${part}: ${Deno.inspect(value)}`,
        );
      }
    }
  });
}

Deno.test("what is no message of a worker is not believed", () => {
  const none = [null, undefined, 1, "log", [], {}, { type: "toString" }, { type: "__proto__" }, {
    type: "listening",
  }, { type: { toString: 1 } }];
  assertEquals(none.filter((data) => isBelievable(data, SPEAKER)), []);
});
