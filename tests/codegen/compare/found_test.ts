/** What is found of a program, or of a graph that runs, besides its actors and channels. */
import { assertEquals, assertThrows } from "@std/assert";
import {
  handOf,
  normalFormOfTopology,
  topologyOfAnswer,
  typesOfChannels,
  unusedPorts,
} from "../../../src/codegen/compare/mod.ts";
import type { Design } from "../../../src/codegen/design.ts";
import { STANDARD } from "../../../src/codegen/normal_form.ts";

const TYPED = { name: "ticks", isBundle: false, lanes: [], capacity: 1 };

/** A drawing of one channel `ticks`, and of what it carries. */
function drawing(type: string, fields?: { name: string; kind: string }[]): Pick<
  Design,
  "channels" | "messages"
> {
  const isMessage = /^[A-Z]/.test(type);
  const message = { name: type, documentation: [], ...fields && { fields } };
  return {
    channels: [{ ...TYPED, type: { name: type, isMessage } }],
    messages: isMessage ? [message] : [],
  };
}

function channel(kind: string) {
  const ends = { from: 0, fromPort: "ticks", to: 1, toPort: "ticks" };
  return { name: "ticks", lane: null, capacity: 1, kind, ...ends };
}

Deno.test("what a channel carries is told by the name that is meant", () => {
  const n = [{ name: "n", kind: "u32" }];
  const [text, other] = ["struct(n:u32)", "struct(m:u32)"];
  const exported = [{ name: "Count", text }, { name: "Tick", text }];
  const cases: [
    kinds: Parameters<typeof typesOfChannels>[0],
    kind: string,
    drawn: ReturnType<typeof drawing>,
    type: string,
  ][] = [
    [{ exported }, "u32", drawing("u32"), "u32"],
    [{ exported }, "u32", drawing("Tick"), "u32"],
    // Two are built alike: the one that is drawn is meant, if it is one of them.
    [{ exported }, text, drawing("Tick"), "Tick"],
    [{ exported }, text, drawing("Count"), "Count"],
    [{ exported }, text, drawing("Other"), "Count"],
    // Where the very kind is known, its name is.
    [{ exported, ofChannels: [["Count"]] }, text, drawing("Tick"), "Count"],
    [{ exported, ofChannels: [["Order"]] }, "json", drawing("json"), "json"],
    [{ exported, ofChannels: [["Order"]] }, "json", drawing("Order"), "Order"],
    [{ exported, ofChannels: [["Order"]] }, "json", drawing("Bill"), "Order"],
    // What nobody exports has its fields, if they are drawn.
    [{ exported: null }, text, drawing("Tick", n), "Tick"],
    [{ exported: null }, other, drawing("Tick", n), other],
    [{ exported: null }, text, drawing("Tick"), "Tick"],
    [{ exported: [] }, text, drawing("Tick", n), "Tick"],
    [{ exported: [] }, text, drawing("Tick"), text],
    [{ exported: null }, "u32", drawing("Tick"), "u32"],
  ];
  for (const [kinds, kind, drawn, type] of cases) {
    assertEquals(typesOfChannels(kinds, drawn)(channel(kind), 0), type, JSON.stringify(kinds));
  }
});

Deno.test("ends of the host have no code, and troupes that packing has made were not drawn", () => {
  const lives = { restart: "permanent", hangTimeoutMs: 5000, durable: true } as const;
  const form = normalFormOfTopology({
    troupes: ["office"],
    supervisors: [{ name: "S", strategy: "oneForAll", above: null }],
    definitions: [
      { exportName: "sender", ofHost: true },
      { exportName: "work" },
    ],
    actors: [
      {
        name: "HOST in",
        instance: null,
        definition: 0,
        troupe: "office",
        supervisors: [],
        ...lives,
      },
      { name: "Work", instance: 2, definition: 1, troupe: "office", supervisors: ["S"], ...lives },
      { name: "Work", instance: 3, definition: 1, troupe: "WORKER 1", supervisors: [], ...lives },
    ],
    channels: [{ ...channel("u32"), lane: 0 }],
  }, ({ kind }) => kind);
  assertEquals(form, {
    actors: [
      { label: "HOST in", exportName: "", ...STANDARD },
      {
        ...{ label: "Work 2", exportName: "work", troupe: "office", supervisor: "S" },
        ...{ restart: "permanent", hangMs: 5000, durable: true },
      },
      {
        ...{ label: "Work 3", exportName: "work", troupe: null, supervisor: null },
        ...{ restart: "permanent", hangMs: 5000, durable: true },
      },
    ],
    supervisors: [{ name: "S", strategy: "oneForAll", parent: null }],
    lanes: [{
      ...{ channel: "ticks", lane: 0, from: "HOST in", fromPort: "" },
      ...{ to: "Work 2", toPort: "ticks", capacity: 1, type: "u32" },
    }],
  });
});

Deno.test("an answer that is no topology, or does not tell its code, is refused", () => {
  for (const answer of [{}, { actors: 1, chans: [] }, [], "x", null]) {
    assertThrows(() => topologyOfAnswer(answer), TypeError, "is no topology");
  }
  const code = { definitions: [], actors: [3], from: [0], to: [0] };
  for (const old of [{ actors: [], chans: [] }, { actors: [], chans: [], code }]) {
    assertThrows(() => topologyOfAnswer(old), TypeError, "bring it up to date");
  }
  const strange = {
    actors: [{ name: "a", instance: null, troupe: null }],
    chans: [{ ...channel("u32"), from: 0, to: 7 }],
    code,
    rules: { troupes: [], supervisors: [], lives: [], actors: [0] },
  };
  assertThrows(() => topologyOfAnswer(strange), TypeError, "is no topology");
  const definitions = [{ exportName: "a", ports: [] }];
  const lifeless = { ...strange, chans: [], code: { ...code, definitions, actors: [0] } };
  assertThrows(() => topologyOfAnswer(lifeless), TypeError, "is no topology");
  const lives = [{ restart: "temporary", hangMs: null, durable: true }];
  const told = topologyOfAnswer({ ...lifeless, rules: { ...strange.rules, lives } });
  assertEquals(told.actors, [{
    ...{ name: "a", instance: null, definition: 0, troupe: null, supervisors: [] },
    ...{ restart: "temporary", hangTimeoutMs: Infinity, durable: true },
  }]);
});

Deno.test("a hand in a generated file is seen, whatever ends its lines", async () => {
  const rest = "export const a = 1;\n";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(rest));
  const hash = new Uint8Array(digest).toHex();
  const first = "// Made from graph.dot by @steady-state/deno; do not edit: " +
    `changes are overwritten. sha256:${hash}\n`;
  assertEquals(handOf(first + rest), "made");
  assertEquals(handOf((first + rest).replaceAll("\n", "\r\n")), "made");
  assertEquals(handOf(first + rest + "\n"), "edited");
  assertEquals(handOf(first + rest.replace("1", "2")), "edited");
  assertEquals(handOf(rest), "unsigned");
  assertEquals(handOf(""), "unsigned");
});

Deno.test("a port is used where its name is a word of the text", () => {
  const port = { direction: "input", isBundle: false, consume: "Take", isInCycle: false } as const;
  const ports = ["ticks", "control", "añoNuevo"].map((name) => ({
    ...{ ...port, name, type: { name: "u32", isMessage: false } },
  }));
  const module = {
    ...{ name: "work", exportName: "work", documentation: [], ports },
    ...{ driver: { when: "all", of: [] } as const, driverIsDrawn: false },
  };
  assertEquals(unusedPorts(module, "const { ticks } = actor.ports; ticks.take()"), [
    ...["control", "añoNuevo"],
  ]);
  assertEquals(unusedPorts(module, "controls ticks uncontrol añoNuevos"), ["control", "añoNuevo"]);
  assertEquals(unusedPorts(module, "ports.ticks, ports.control, ports.añoNuevo"), []);
  assertEquals(unusedPorts(module, "await plan.standIn(actor)"), [], "it uses all of them");
  assertEquals(unusedPorts(module, "plan.callForEach(actor, call)"), [], "so does this");
  assertEquals(unusedPorts(module, "orders = defineSource(import.meta)"), [], "and a source");
  assertEquals(unusedPorts(module, "store = defineSink(import.meta)"), [], "and a sink");
});
