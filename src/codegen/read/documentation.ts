import { compareNames, fileNameOf } from "../naming.ts";
import type { Drawing, DrawnNode } from "./drawing.ts";
import type { DrawnModule } from "./modules.ts";

/** What people are told: of the whole, of modules and of messages, by their names. */
export interface ReadDocumentation {
  readonly whole: readonly string[];
  readonly modules: ReadonlyMap<string, readonly string[]>;
  readonly messages: ReadonlyMap<string, readonly string[]>;
}

/**
 * Finds out what each documentation node is about: the message or actor that it is named after, or else the actors that it is joined to,
 * or else the whole.
 */
export function readDocumentation(
  { label, edges }: Drawing,
  nodes: readonly DrawnNode[],
  modules: readonly DrawnModule[],
  messages: ReadonlySet<string>,
  remarks: Set<string>,
): ReadDocumentation {
  const whole = new Set(label === "" ? [] : [label]);
  const ofModules = new Map<string, Set<string>>();
  const ofMessages = new Map<string, Set<string>>();
  const add = (texts: Map<string, Set<string>>, name: string, text: string) => {
    texts.set(name, (texts.get(name) ?? new Set()).add(text));
  };
  const moduleOf = new Map<string, string>();
  for (const { name, actors } of modules) {
    for (const { node, text } of actors) {
      moduleOf.set(node.id, name);
      if (text !== "") add(ofModules, name, text);
    }
  }
  const names = new Set(modules.map(({ name }) => name));
  const targets = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    for (const [id, other] of [[from, to], [to, from]] as const) {
      const module = moduleOf.get(other);
      if (module === undefined) continue;
      targets.set(id, (targets.get(id) ?? new Set()).add(module));
    }
  }
  for (const { id, label: text } of nodes.toSorted((a, b) => compareNames(a.id, b.id))) {
    const name = id.replace(/^__/, "");
    const module = moduleOf.get(name) ?? [fileNameOf(name)].find((file) => names.has(file));
    if (text === "") remarks.add(`"${id}" says nothing`);
    else if (messages.has(name)) add(ofMessages, name, text);
    else if (module !== undefined) add(ofModules, module, text);
    else if (targets.has(id)) {
      for (const target of targets.get(id)!) add(ofModules, target, text);
    } else whole.add(text);
  }
  const listed = (texts: Map<string, Set<string>>) =>
    new Map([...texts].map(([name, all]) => [name, [...all]]));
  return { whole: [...whole], modules: listed(ofModules), messages: listed(ofMessages) };
}
