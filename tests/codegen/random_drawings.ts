/** Drawings by chance, for properties that hold of all of them, and a plain printer of DOT that is not the one under test. */
import fc from "fast-check";
import type { NormalForm } from "../../src/codegen/mod.ts";
import { sortedForm } from "../../src/codegen/mod.ts";
import { compareNames } from "../../src/codegen/naming.ts";

/** A drawing whose reading is known beforehand. */
export interface RandomDrawing {
  readonly actors: readonly RandomActor[];
  readonly channels: readonly RandomChannel[];
  /** How it is written: marks in labels, or attributes; each statement by its own. */
  readonly styles: readonly boolean[];
  /** Chance for the order of its statements. */
  readonly order: readonly number[];
}

interface RandomActor {
  readonly id: string;
  readonly module: string;
  readonly driver: string;
  readonly text: string;
  readonly restart: "permanent" | "temporary" | undefined;
  readonly hang: "90s" | "never" | undefined;
  readonly durable: "true" | "no" | undefined;
  readonly troupe: string | undefined;
  readonly supervisor: string | undefined;
}

interface RandomChannel {
  readonly name: string;
  readonly type: string;
  readonly capacity: number;
  /** From whom to whom, by the actors' places. */
  readonly lanes: readonly (readonly [number, number])[];
}

/** Ids that are no identifiers, beside plain ones; none of them ends in a digit, and none is another but for capitals. */
const IDS = [
  "Plain",
  "class",
  "constructor",
  "toString",
  "order-book v2",
  "Zähler",
  "数据 流",
  'say "hi"',
  "back\\slash",
  "end\\",
  "a -> b",
  "x; y",
  "{z}",
  "// comment",
  "/* other */",
  "<html>",
  "7",
  "3d view",
  "digraph",
  "node",
  "edge",
  "subgraph",
  "it's `quoted` ${here}",
  "#hash",
  "&amp;",
  "mod::x",
  "name=y",
  " blanks ",
  "hasOwnProperty",
  "import",
];
const NAMES = ["ticks", "orders", "done", "class", "to_string", "a1", "rows", "constructor"];
const TYPES = ["u32", "text", "json", "Tick", "Order", "Function", "Größe"];
const TEXTS = [
  "",
  "Reads prices",
  'Says "hi", & more;\nin two lines',
  "C:\\new\\table",
  "a < b > c",
  "100% of #5",
];
const GROUPS = ["one", "two words", 'q"', "back\\"];

/** Drawings by chance. */
export function drawings(): fc.Arbitrary<RandomDrawing> {
  return fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 1, maxLength: 8 }).chain((ids) => {
    const place = fc.nat({ max: ids.length - 1 });
    return fc.record({
      actors: fc.tuple(...ids.map((id, at) =>
        fc.record({
          id: fc.constant(id),
          module: fc.constant(`module_${String.fromCharCode(97 + at)}`),
          driver: fc.constantFrom("", "AtLeastEvery(5s)", "AtMostEvery(2 min) && Other(a||b)"),
          text: fc.constantFrom(...TEXTS),
          restart: fc.constantFrom(undefined, "permanent" as const, "temporary" as const),
          hang: fc.constantFrom(undefined, "90s" as const, "never" as const),
          durable: fc.constantFrom(undefined, "true" as const, "no" as const),
          troupe: fc.constantFrom(undefined, ...GROUPS),
          supervisor: fc.constantFrom(undefined, ...GROUPS),
        })
      )),
      channels: fc.uniqueArray(
        fc.record({
          name: fc.constantFrom(...NAMES),
          type: fc.constantFrom(...TYPES),
          capacity: fc.integer({ min: 1, max: 1 << 24 }),
          lanes: fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 5 }),
        }),
        { selector: ({ name }) => name, minLength: 1, maxLength: 6 },
      ),
      styles: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      order: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
    });
  }).map(withoutIdle);
}

/** An actor without channels and driver would be a fault. */
function withoutIdle(drawing: RandomDrawing): RandomDrawing {
  const wired = new Set(drawing.channels.flatMap(({ lanes }) => lanes.flat()));
  return {
    ...drawing,
    actors: drawing.actors.map((actor, at) =>
      wired.has(at) || actor.driver !== "" ? actor : { ...actor, driver: "AtLeastEvery(1s)" }
    ),
  };
}

/** A drawing as DOT. */
export function printDrawing({ actors, channels, styles, order }: RandomDrawing): string {
  const statements: string[] = [];
  const isMarked = () => styles[statements.length % styles.length]!;
  for (const { id, module, driver, text, ...others } of actors) {
    const given = isMarked()
      ? { label: `${escaped(text)}\\nmod::${module} ${driver}`, ...others }
      : { label: escaped(text) || undefined, mod: module, driver: driver || undefined, ...others };
    statements.push(`${quoted(id)}${attributes(given)}`);
  }
  for (const { name, type, capacity, lanes } of channels) {
    for (const [from, to] of lanes) {
      const given = isMarked()
        ? { label: `name::${name} <${type}> #${capacity}` }
        : { name, type, capacity: String(capacity) };
      statements.push(
        `${quoted(actors[from]!.id)} -> ${quoted(actors[to]!.id)}${attributes(given)}`,
      );
    }
  }
  const shuffled = statements.map((statement, at) => ({ statement, at: order[at % order.length]! }))
    .sort((a, b) => a.at - b.at);
  return `digraph ${quoted("by chance")} {\n${
    shuffled.map(({ statement }) => `  ${statement};\n`).join("")
  }}\n`;
}

/** What a drawing has to be read as. */
export function expectedForm({ actors, channels }: RandomDrawing): NormalForm {
  const labels = actors.map(({ id }) => id);
  const exports = actors.map(({ module }) =>
    module.replace(/_(.)/, (_, letter: string) => letter.toUpperCase())
  );
  const camel = (name: string) =>
    name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return sortedForm({
    actors: actors.map(({ troupe, supervisor, restart, hang, durable }, at) => ({
      label: labels[at]!,
      exportName: exports[at]!,
      troupe: troupe ?? null,
      supervisor: supervisor ?? null,
      restart: restart ?? "transient",
      hangMs: hang === "90s" ? 90_000 : hang === "never" ? Infinity : 60_000,
      durable: durable === "true",
    })),
    supervisors: [...new Set(actors.flatMap(({ supervisor }) => supervisor ?? []))].map((name) => ({
      name,
      strategy: "oneForOne",
      parent: null,
    })),
    lanes: channels.flatMap(({ name, type, capacity, lanes }) => {
      const ordered = lanes.toSorted(([a, b], [c, d]) =>
        compareNames(labels[a]!, labels[c]!) || compareNames(labels[b]!, labels[d]!)
      );
      const both = (actor: number) =>
        lanes.some(([from]) => from === actor) && lanes.some(([, to]) => to === actor);
      return ordered.map(([from, to], lane) => ({
        channel: name,
        lane: lanes.length === 1 ? null : lane,
        from: labels[from]!,
        fromPort: camel(name) + (both(from) ? "Out" : ""),
        to: labels[to]!,
        toPort: camel(name) + (both(to) ? "In" : ""),
        capacity,
        type,
      }));
    }),
  });
}

function quoted(id: string): string {
  return `"${id.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function attributes(given: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(given).filter(([, value]) => value !== undefined).map(
    ([name, value]) => {
      const text = name === "label" ? value! : value!.replaceAll("\\", "\\\\");
      return `${name}="${text.replaceAll('"', '\\"')}"`;
    },
  );
  return pairs.length === 0 ? "" : ` [${pairs.join(", ")}]`;
}
