/** What is said of an aqueduct about the death of a process, by how it is drawn: the guide to aqueducts has the same as tables. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { deathCosts, type LinkMortality } from "../../src/graph/aqueducts/death_costs.ts";
import { jetstream, type JetstreamOptions } from "../../src/links/mod.ts";

const PLAIN = {
  acknowledge: "received",
  via: undefined,
  hasOrigins: false,
  isInFile: false,
} as const;

function via(options: Partial<JetstreamOptions> = {}) {
  return jetstream({ servers: "nats://a", ...options });
}

Deno.test("the end that takes says what its death costs by how it acknowledges, the other one of both ways", () => {
  const taking = (acknowledge: LinkMortality["acknowledge"]) =>
    deathCosts({ ...PLAIN, role: "ingress", acknowledge }).taking;
  assertMatch(taking("received"), /^what is in its channels is lost/);
  assertMatch(taking("settled"), /^nothing is lost, .* comes again: at least once/);
  const { sending, taking: either } = deathCosts({ ...PLAIN, role: "egress" });
  assertMatch(sending, /^what its channel has and was not received is lost/);
  assertStringIncludes(either, '"received": what is in its channels is lost; "settled": nothing');
});

Deno.test("with a log between the pods each says what its own death costs", () => {
  const sending = (options: Partial<JetstreamOptions>, hasOrigins = false) =>
    deathCosts({ ...PLAIN, role: "egress", via: via(options), hasOrigins }).sending;
  assertMatch(sending({ first: 0 }), /^nothing: .* number/);
  assertMatch(sending({}, true), /^nothing: .* origin/);
  assertMatch(sending({}), /lost; .* twice$/);
  const taking = (options: Partial<JetstreamOptions>) =>
    deathCosts({ ...PLAIN, role: "ingress", via: via(options) }).taking;
  assertMatch(taking({ from: 7 }), /^nothing/);
  assertMatch(taking({ position: "graph" }), /durable state, those since the last save come again/);
  assertMatch(taking({ share: "workers" }), /after 15000 ms another pod/);
  assertMatch(taking({}), /not settled comes again: at least once$/);
  assertMatch(deathCosts({ ...PLAIN, role: "ingress", via: via() }).broker!, /^nothing/);
});

Deno.test("a graph in a file loses nothing by a death of its own process, and says so of that alone", () => {
  const inFile = { ...PLAIN, isInFile: true };
  const [sends, takes] = [
    deathCosts({ ...inFile, role: "egress" }),
    deathCosts({ ...inFile, role: "ingress" }),
  ];
  assertMatch(sends.sending, /^nothing: its channels lie in a file/);
  assertMatch(takes.taking, /^nothing: its channels lie in a file/);
  assertEquals([sends.taking, takes.sending].some((text) => text.includes("file")), false);
});
