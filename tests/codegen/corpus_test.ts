import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Design, DesignChannel, Driver } from "../../src/codegen/mod.ts";
import { drawDesign } from "../../src/codegen/mod.ts";
import { pascalCase } from "../../src/codegen/naming.ts";
import { CORPUS, type Expected, type ExpectedMark } from "./corpus.ts";
import { designOf, faultsOf, withoutRemarks } from "./drawings.ts";

if (CORPUS === null) {
  Deno.test({
    name: "corpus: the drawings are not there (DOTS names their folder), and were not read",
    ignore: true,
    fn() {},
  });
}

/** By the name of its file, what a drawing is refused for. */
const REFUSALS: Readonly<Record<string, readonly RegExp[]>> = {
  "edge/bad_keyword.dot": [/line 1: .*'diagraph', a drawing begins with digraph/],
  "edge/bad_strict.dot": [/line 1: .*strict/],
  "edge/bad_undirected.dot": [/line 1: .*write digraph/],
  "edge/bad_two_graphs.dot": [/line 2: a second graph/],
  "edge/bad_case_collision.dot": [/line 3: .*IMAPClient.*ImapClient/],
  "edge/bad_labels.dot": [/line 2: .*nothere/, /line 3: .*5 parsecs/, /line 4: .*#0/],
  "edge/bad_empty.dot": [/there is no graph/],
};

/** Pictures whose words are no types. */
const PICTURES = ["telemetry_old_lifecycle.dot", "telemetry_old_widgets.dot"];

/** The bundles that people see: lanes of one sender, and what is left of one taker. */
function bundlesOf({ channels }: Design) {
  const bundles: { name: string; from: string[]; to: string[]; girth: number; capacity: number }[] =
    [];
  const add = ({ name, capacity }: DesignChannel, lanes: DesignChannel["lanes"]) => {
    if (lanes.length < 2) return;
    bundles.push({
      name,
      from: [...new Set(lanes.map(({ from }) => from))].sort(),
      to: lanes.map(({ to }) => to).sort(),
      girth: lanes.length,
      capacity,
    });
  };
  for (const channel of channels) {
    const bySender = [...Map.groupBy(channel.lanes, ({ from }) => from).values()];
    for (const lanes of bySender) add(channel, lanes);
    const left = bySender.filter(({ length }) => length === 1).flat();
    for (const lanes of Map.groupBy(left, ({ to }) => to).values()) {
      if (lanes.length > 1) {
        add(channel, lanes);
        bundles.at(-1)!.to = [...new Set(lanes.map(({ to }) => to))];
      }
    }
  }
  return bundles;
}

/** The actors whose messages come back to them by way of others, together. */
function cyclesOf({ actors, channels }: Design): string[][] {
  const targets = new Map<string, Set<string>>(actors.map(({ id }) => [id, new Set()]));
  for (const { lanes } of channels) for (const { from, to } of lanes) targets.get(from)!.add(to);
  const reached = new Map(actors.map(({ id }) => {
    const seen = new Set<string>();
    const open = [id];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const target of targets.get(at)!) {
        if (!seen.has(target)) open.push(target);
        seen.add(target);
      }
    }
    return [id, seen];
  }));
  const cycles = new Map<string, string[]>();
  for (const { id } of actors) {
    const circle = actors.filter((other) =>
      reached.get(id)!.has(other.id) && reached.get(other.id)!.has(id)
    ).map((other) => other.id).sort();
    if (circle.length > 1) cycles.set(circle.join(), circle);
  }
  return [...cycles.values()];
}

/** A driver as the corpus tells it, with channels for ports. */
function expectedDriver(marks: readonly ExpectedMark[]): Driver {
  const beats: Driver[] = [];
  const parts: Driver[] = [];
  const shareOf = (text = "any") =>
    text === "all" ? 1 : text === "any" ? 0 : Number(text.replace("%", "")) / 100;
  const amounts = (
    when: "avail" | "vacant",
    given: NonNullable<ExpectedMark["onEvent"]>,
    isAny: boolean,
  ) =>
    group(
      isAny ? "any" : "all",
      given.map(([port, count, share]) => ({ when, port, count, share: shareOf(share) })),
    );
  for (const mark of marks) {
    if (mark.atLeastEveryMs !== undefined) beats.push(beat(mark.atLeastEveryMs));
    if (mark.atMostEveryMs !== undefined) parts.push(beat(mark.atMostEveryMs));
    if (mark.onEvent) parts.push(amounts("avail", mark.onEvent, mark.any ?? false));
    if (mark.onCapacity) parts.push(amounts("vacant", mark.onCapacity, mark.any ?? false));
    if (mark.other) {
      parts.push(group("any", mark.other.map((name) => ({ when: "other" as const, name }))));
    }
  }
  return group("any", parts.length === 0 ? beats : [...beats, group("all", parts)]);
}

function beat(everyMs: number): Driver {
  return { when: "periodic", everyMs };
}

function group(when: "any" | "all", parts: readonly Driver[]): Driver {
  const of = parts.flatMap((part) => part.when === when ? part.of : [part]);
  return of.length === 1 ? of[0]! : { when, of };
}

/** A driver with the names of channels for those of ports. */
function byChannels(driver: Driver, channelOf: (port: string) => string): Driver {
  if (driver.when === "any" || driver.when === "all") {
    return { ...driver, of: driver.of.map((part) => byChannels(part, channelOf)) };
  }
  return "port" in driver ? { ...driver, port: channelOf(driver.port) } : driver;
}

function checkTypes(design: Design, types: readonly string[]): void {
  // What joins two actors is called after them where nothing else is said.
  const unsaid = new Set(
    design.channels.flatMap(({ lanes }) =>
      lanes.map(({ from, to }) => pascalCase(`${from} to ${to}`))
    ),
  );
  const said = design.messages.map(({ name }) => name).filter((name) => !unsaid.has(name));
  assertEquals(said.sort(), types.toSorted());
}

function checkDrivers(design: Design, drivers: Expected["drivers"]): void {
  for (const [id, marks] of Object.entries(drivers)) {
    const actor = design.actors.find((actor) => actor.id === id)!;
    const { driver } = design.modules.find(({ name }) => name === actor.module)!;
    const named = byChannels(driver, (port) => actor.ends[port]![0]!.channel);
    assertEquals(named, expectedDriver(marks), id);
  }
  const silent = design.actors.filter(({ id }) => !(id in drivers));
  for (const { id, module } of silent) {
    const { driverIsDrawn } = design.modules.find(({ name }) => name === module)!;
    assertEquals(driverIsDrawn, false, id);
  }
}

function checkPorts(design: Design, { ports = {}, consume = {} }: Expected): void {
  for (const [module, expected] of Object.entries(ports)) {
    const actors = design.actors.filter((actor) => actor.module === module);
    const found = design.modules.find(({ name }) => name === module)!.ports;
    for (const [channel, text] of Object.entries(expected)) {
      for (const part of text.split(" and ").filter((part) => /\b[rt]x\b/.test(part))) {
        const direction = /\brx\b/.test(part) ? "input" : "output";
        const port = found.find(({ name, direction: way }) =>
          way === direction && actors[0]!.ends[name]![0]!.channel === channel
        );
        assert(port !== undefined, `${module} has no ${direction} for ${channel}`);
        assertEquals(port.isBundle, part.includes("bundle"), `${module} ${channel}`);
        const [, girth] = /bundle of (\d+)/.exec(part) ?? [];
        if (girth === undefined) continue;
        for (const { ends } of actors) assertEquals(ends[port.name]!.length, Number(girth));
      }
    }
    assertEquals(new Set(found.map(({ name }) => name)).size, found.length);
  }
  for (const { module, ends } of design.actors) {
    for (const port of design.modules.find(({ name }) => name === module)!.ports) {
      if (port.direction === "output") continue;
      const way = consume[ends[port.name]![0]!.channel] ?? consume["*"];
      if (way !== undefined) assertEquals(port.consume, way, `${module}.${port.name}`);
    }
  }
}

/** The texts of documentation nodes are all there, wherever they belong. */
function checkDocumentation(text: string, design: Design, count: number): void {
  const texts = [...text.matchAll(/^\s*(?:subgraph.*?)?\b__\w+ \[[^\]]*?label="([^"]*)"/gm)];
  assertEquals(texts.length, count);
  const told = [design, ...design.modules, ...design.messages].flatMap(({ documentation }) =>
    documentation
  );
  for (const [, label] of texts) {
    assert(told.includes(label!.replaceAll("\\n", "\n")), `nobody is told: ${label}`);
  }
}

function check(name: string, text: string, design: Design, expected: Expected): void {
  const { actors, channels, modules } = design;
  assertEquals(actors.length, expected.actors);
  assertEquals(channels.reduce((count, { lanes }) => count + lanes.length, 0), expected.channels);
  assertEquals(
    bundlesOf(design).map((bundle) => JSON.stringify(bundle)).sort(),
    expected.bundles.map(({ name, from, to, girth, capacity }) =>
      JSON.stringify({
        name,
        from: from.toSorted(),
        to: to.toSorted(),
        girth,
        capacity: Math.max(...[capacity].flat()),
      })
    ).sort(),
  );
  if (!PICTURES.includes(name)) checkTypes(design, expected.types!);
  const senders = new Set(channels.flatMap(({ lanes }) => lanes.map(({ from }) => from)));
  const takers = new Set(channels.flatMap(({ lanes }) => lanes.map(({ to }) => to)));
  const without = (set: Set<string>) => actors.map(({ id }) => id).filter((id) => !set.has(id));
  if (expected.sources) assertEquals(without(takers).sort(), expected.sources.toSorted());
  if (expected.sinks) assertEquals(without(senders).sort(), expected.sinks.toSorted());
  const cycles = cyclesOf(design);
  if (typeof expected.cycles === "number") assertEquals(cycles.length, expected.cycles);
  else {
    assertEquals(
      cycles.map((circle) => circle.join()).sort(),
      expected.cycles.map((circle) => circle.toSorted().join()).sort(),
    );
  }
  // An input is marked exactly where such a circle, or the actor itself, feeds it.
  for (const { name, ports } of modules) {
    for (const port of ports.filter(({ direction }) => direction === "input")) {
      const isFed = channels.some(({ lanes }) =>
        lanes.some(({ from, to, toPort }) =>
          toPort === port.name && actors.some(({ id, module }) => id === to && module === name) &&
          (from === to || cycles.some((circle) => circle.includes(from) && circle.includes(to)))
        )
      );
      assertEquals(port.isInCycle, isFed, `${name}.${port.name}`);
    }
  }
  if (expected.modules) {
    assertEquals(
      Object.fromEntries(
        modules.map(({ name }) => [name, actors.filter(({ module }) => module === name).length]),
      ),
      Object.fromEntries(Object.entries(expected.modules).toSorted()),
    );
  } else assertEquals(modules.length, actors.length);
  if (expected.capacity) assertEquals(channels[0]!.capacity, expected.capacity);
  checkDrivers(design, expected.drivers);
  checkPorts(design, expected);
  checkDocumentation(text, design, expected.documentationNodes);
}

for (const [name, { text, expected }] of CORPUS ?? []) {
  if (expected.error !== undefined) {
    Deno.test(`corpus: ${name} is refused`, async () => {
      const faults = await faultsOf(text);
      const reasons = REFUSALS[name] ?? [];
      assertEquals(faults.length, reasons.length, faults.join("\n"));
      for (const [at, reason] of reasons.entries()) assertMatch(faults[at]!, reason);
    });
    continue;
  }
  Deno.test(`corpus: ${name} is read as it has to be, and drawn again`, async () => {
    const design = await designOf(text);
    check(name, text, design, expected);
    const again = await designOf(drawDesign(design));
    assertEquals(withoutRemarks(again), withoutRemarks(design));
  });
}
