import { quoted } from "./channels.ts";
import type { Drawing } from "./drawing.ts";
import type { EdgeMarks } from "./edge_marks.ts";
import type { FaultList } from "./fault_list.ts";
import type { NodeMarks } from "./node_marks.ts";

/** Characters of a name at most. */
const MAX_NAME = 200;

// Control characters, ends of lines, halves of characters, and what takes no room or turns the direction of the text around it.
const UNSEEN =
  /[\p{Cc}\p{Cs}\u2028\u2029]|(?![\u200c\u200d\ufe00-\ufe0f\u{e0020}-\u{e007f}])\p{DI}/u;

/** Finds names that no graph may have, and actors whom nobody could tell apart. */
export function checkNames(
  { name, nodes, clusters }: Drawing,
  actors: readonly NodeMarks[],
  edges: readonly EdgeMarks[],
  faults: FaultList,
): void {
  if (nodes.length === 0) faults.add("there is no actor in it, write A -> B");
  if (name !== null) checkName("the graph's name", name, undefined, faults);
  for (const { node, troupe, supervisor } of actors) {
    checkName("the id", node.id, node.line, faults);
    for (const home of [troupe, supervisor]) {
      if (home !== undefined) checkName(`a name at "${node.id}"`, home, node.line, faults);
    }
  }
  for (const { label, attributes, line } of clusters) {
    for (const text of [label.split("\n")[0]!, ...attributes.values()]) {
      if (text !== "") checkName("a name of a frame", text, line, faults);
    }
  }
  for (const { name, edge } of edges) {
    if (name !== undefined) checkName("the channel's name", name, edge.line, faults);
  }
  checkTwins(actors, faults);
}

function checkName(what: string, name: string, line: number | undefined, faults: FaultList): void {
  if (name.trim() === "") faults.add(`${what} is empty, write a name`, line);
  const unseen = UNSEEN.exec(name)?.[0];
  if (unseen !== undefined) {
    const code = unseen.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
    faults.add(
      `${what} ${
        JSON.stringify(name)
      } has a character that cannot be seen, U+${code}, leave it out`,
      line,
    );
  }
  if ([...name].length > MAX_NAME) {
    faults.add(
      `${what} "${name.slice(0, 20).toWellFormed()}…" has ${
        [...name].length
      } characters, write at most ${MAX_NAME}`,
      line,
    );
  }
}

function checkTwins(actors: readonly NodeMarks[], faults: FaultList): void {
  const twins = (keyOf: (id: string) => string, why: string) => {
    for (const group of Map.groupBy(actors, ({ node }) => keyOf(node.id)).values()) {
      if (group.length === 1) continue;
      const lines = group.flatMap(({ node }) => node.line ?? []);
      faults.add(
        `${quoted(group.map(({ node }) => node.id))} ${why}`,
        lines.length === 0 ? undefined : Math.max(...lines),
      );
    }
  };
  twins(
    (id) => id.normalize("NFC").toLowerCase(),
    "differ in nothing but capitals, write them alike, or give one another name",
  );
  const labels = new Map(actors.map(({ node, name, instance }) => [
    node.id,
    instance === null ? name : `${name} ${instance}`,
  ]));
  const cased = new Set<string>();
  for (const { node: { id } } of actors) cased.add(id.normalize("NFC").toLowerCase());
  if (cased.size === actors.length) {
    twins(
      (id) => labels.get(id)!,
      "would be the same actor, by name and number, give one of them another id",
    );
  }
}
