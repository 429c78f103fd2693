import type { Design } from "../design.ts";
import { snakeCase } from "../naming.ts";
import { type KnownKinds, typesOfChannels } from "./kind_types.ts";
import { type SideNames, sides } from "./sides.ts";
import { structFields, structText } from "./struct_text.ts";
import type { ComparedTopology } from "./topology_form.ts";

/**
 * Where messages of one name are made of other fields in a drawing than in a graph, a line each. Of a message that no channel carries,
 * what the project exports is compared. Messages whose fields are not drawn may be made of anything.
 */
export function fieldDifferences(
  design: Pick<Design, "channels" | "messages">,
  { channels }: Pick<ComparedTopology, "channels">,
  kinds: KnownKinds,
  names: SideNames,
): string[] {
  const typeOf = typesOfChannels(kinds, design);
  const typeNames = new Map(design.channels.map(({ name, type }) => [name, type.name]));
  return design.messages.flatMap(({ name, fields }) => {
    if (fields === undefined) return [];
    const carried = channels.flatMap((channel, place) => {
      const isDrawn = typeNames.get(snakeCase(channel.name)) === name;
      return isDrawn && typeOf(channel, place) === name ? [channel.kind] : [];
    });
    const exported = (kinds.exported ?? []).flatMap((kind) => kind.name === name ? kind.text : []);
    const drawn = structText(fields);
    return [...new Set(carried.length > 0 ? carried : exported)].flatMap((text) =>
      text === drawn ? [] : `${name}: ${sides(names, fieldsText(fields), kindText(text))}`
    );
  });
}

function kindText(kind: string): string {
  const fields = structFields(kind);
  return fields === undefined ? kind : fieldsText(fields);
}

/** Fields as a drawing has them. */
function fieldsText(fields: readonly { readonly name: string; readonly kind: string }[]): string {
  return `{${fields.map(({ name, kind }) => `${name}: ${kind}`).join(" | ")}}`;
}
