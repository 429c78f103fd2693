import {
  type ComparedChannel,
  type KnownKinds,
  structFields,
  typesOfChannels,
} from "../compare/mod.ts";
import type { Design, DesignMessage, DesignType } from "../design.ts";
import { pascalCase } from "../naming.ts";
import { isKind } from "../read/mod.ts";

/** What the channels carry, in their order, and the messages that are no kinds of the package. */
export interface NamedTypes {
  readonly types: readonly DesignType[];
  readonly messages: readonly DesignMessage[];
}

/**
 * Finds a name for what each channel carries. A kind that nobody exports is called after the first channel that carries it: there is no
 * other word for it.
 */
export function namedTypes(
  channels: readonly ComparedChannel[],
  kinds: KnownKinds,
  kept: Pick<Design, "channels" | "messages">,
): NamedTypes {
  const typeOf = typesOfChannels(kinds, kept);
  const messages = new Map<string, DesignMessage>();
  const invented = new Map<string, string>();
  const types = channels.map((channel, place): DesignType => {
    const found = typeOf(channel, place);
    if (isKind(found)) return { name: found, isMessage: false };
    const name = found !== channel.kind
      ? found
      : invented.get(found) ?? freeName(pascalCase(channel.name), messages);
    if (found === channel.kind) invented.set(found, name);
    if (!messages.has(name)) messages.set(name, messageOf(name, channel.kind, kept.messages));
    return { name, isMessage: true };
  });
  return {
    types,
    messages: [...messages.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function messageOf(name: string, kind: string, kept: readonly DesignMessage[]): DesignMessage {
  const before = kept.find((message) => message.name === name);
  const fields = structFields(kind);
  // What it is made of may be written in the code alone: then it is left there.
  const isTold = fields !== undefined && (before === undefined || before.fields !== undefined);
  return { name, ...isTold && { fields }, documentation: before?.documentation ?? [] };
}

function freeName(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}Of${number}`;
  return name;
}
