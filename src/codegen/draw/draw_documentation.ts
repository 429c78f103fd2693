import type { DotEdge, DotNode } from "../../dot/mod.ts";
import type { Design } from "../design.ts";
import { fileNameOf } from "../naming.ts";
import { isPlainText, textLabel } from "../read/mod.ts";

/** Nodes of their own for all that is told of a design and does not stand in an actor, and for what its messages are made of. */
export function drawDocumentation(design: Design): { nodes: DotNode[]; edges: DotEdge[] } {
  const nodes: DotNode[] = [];
  const edges: DotEdge[] = [];
  const prefix = notePrefix(design);
  const note = (text: string): string => {
    const id = `__${prefix}${String(nodes.length + 1).padStart(4, "0")}`;
    nodes.push({ id, attributes: { shape: "box", label: textLabel(text) } });
    return id;
  };
  for (const text of design.documentation) note(text);
  for (const { name, documentation } of design.modules) {
    const [first = ""] = documentation;
    const isInLabel = first !== "" && isPlainText(first);
    const actor = design.actors.find(({ module }) => module === name);
    for (const text of documentation.slice(isInLabel ? 1 : 0)) {
      const id = note(text);
      if (actor !== undefined) {
        edges.push({ from: id, to: actor.id, attributes: { style: "dotted" } });
      }
    }
  }
  for (const { name, documentation } of design.messages) {
    if (documentation.length === 0) continue;
    const label = textLabel(documentation.join("\n"));
    nodes.push({ id: `__${name}`, attributes: { shape: "box", label } });
  }
  const records = design.messages.flatMap(({ name, fields }) =>
    fields === undefined
      ? []
      : [`{${[name, ...fields.map(({ name, kind }) => `${name}: ${kind}`)].join("|")}}`]
  );
  if (records.length > 0) {
    nodes.push({ id: "__messages", attributes: { shape: "record", label: records.join("|") } });
  }
  return { nodes, edges };
}

/** What notes are called, such that none is called after an actor: it would be about that one then. */
function notePrefix({ actors, modules }: Design): string {
  const names = [...actors.map(({ id }) => fileNameOf(id)), ...modules.map(({ name }) => name)];
  let prefix = "note_";
  while (names.some((name) => name.startsWith(prefix))) prefix = `a_${prefix}`;
  return prefix;
}
