/** From a graph to its drawing, and back: what is read must say what the graph does. */
import { assert, assertEquals } from "@std/assert";
import {
  differencesBetween,
  type KnownKinds,
  normalFormOfTopology,
  typesOfChannels,
} from "../../../src/codegen/compare/mod.ts";
import { type Design, linesOf, normalFormOf, readDesign } from "../../../src/codegen/mod.ts";
import { drawingOfTopology, type KeptDesign } from "../../../src/codegen/redraw/mod.ts";
import type { Topology } from "../../../src/protocol/mod.ts";

/** Kinds of which nothing is known but their texts. */
export const NOBODY: KnownKinds = { exported: null };

/** What the drawing of a graph is read as. */
export async function redrawn(
  topology: Topology,
  kinds: KnownKinds = NOBODY,
  kept?: KeptDesign,
): Promise<Design> {
  const drawing = drawingOfTopology(topology, kinds, kept);
  const read = await readDesign(drawing);
  assert("design" in read, `${JSON.stringify(read)}\n${drawing}`);
  return read.design;
}

/** Holds that a graph and its own drawing say the same, lanes in their order. Returns what is drawn. */
export async function assertSame(
  topology: Topology,
  kinds: KnownKinds = NOBODY,
): Promise<Design> {
  const design = await redrawn(topology, kinds);
  const found = normalFormOfTopology(topology, typesOfChannels(kinds, design));
  const names = { drawn: "drawing", found: "graph" };
  assertEquals(differencesBetween(normalFormOf(design), found, names), []);
  return design;
}

/**
 * Holds that a graph that was built from a drawing is drawn as one that says the same: `parse(draw(build(generate(drawing))))` has the
 * normal form of `drawing`.
 */
export async function assertRoundTrip(
  drawing: string,
  built: Topology,
  kinds: KnownKinds,
): Promise<void> {
  const read = await readDesign(drawing);
  assert("design" in read, JSON.stringify(read));
  const again = await redrawn(built, kinds, read.design);
  assertEquals(linesOf(normalFormOf(again)), linesOf(normalFormOf(read.design)));
}
