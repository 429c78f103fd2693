import type { Design } from "../design.ts";
import { snakeCase } from "../naming.ts";
import { isKind } from "../read/mod.ts";
import { structText } from "./struct_text.ts";
import type { TypeOfChannel } from "./topology_form.ts";

/** A kind that a project exports, and how it is printed: `Tick` is `struct(n:u32)`. */
export interface NamedKind {
  readonly name: string;
  readonly text: string;
}

/** What is known of the kinds of a graph. */
export interface KnownKinds {
  /** Those that the project exports, or `null` where nobody knows them. */
  readonly exported: readonly NamedKind[] | null;
  /** By channel, in the order of the topology: the names of the very kind that it carries. Left out where only texts are known. */
  readonly ofChannels?: readonly (readonly string[])[];
}

/**
 * Tells what a channel carries, in the words of a drawing. Where a kind has several names, the one in the drawing is the one that is
 * meant; where it has none, its text is told.
 */
export function typesOfChannels(
  { exported, ofChannels }: KnownKinds,
  design: Pick<Design, "channels" | "messages">,
): TypeOfChannel {
  const drawn = new Map(design.channels.map(({ name, type }) => [name, type]));
  const messages = new Map(design.messages.map((message) => [message.name, message]));
  const byText = new Map<string, string[]>();
  for (const { name, text } of exported ?? []) {
    byText.set(text, [...byText.get(text) ?? [], name]);
  }
  return ({ name, kind }, place) => {
    const own = ofChannels?.[place] ?? [];
    const names = own.length > 0 ? [...own] : [...byText.get(kind) ?? []];
    if (isKind(kind)) names.push(kind);
    const type = drawn.get(snakeCase(name));
    if (type === undefined) return names[0] ?? kind;
    if (names.includes(type.name)) return type.name;
    // What nobody exports is known by its fields alone, and what has none to show could be anything.
    const message = messages.get(type.name);
    if (message !== undefined && names.length === 0) {
      const { fields } = message;
      if (fields === undefined ? exported === null : structText(fields) === kind) return type.name;
    }
    return names[0] ?? kind;
  };
}
