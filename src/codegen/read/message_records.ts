import type { DesignMessage } from "../design.ts";
import type { DrawnNode } from "./drawing.ts";
import type { FaultList } from "./fault_list.ts";
import { FIELD_KINDS, fieldKind, isMessageName } from "./kinds.ts";

/** The fields of a message. */
export type MessageFields = NonNullable<DesignMessage["fields"]>;

/** A message, and where it stands. */
export interface DrawnMessage {
  readonly fields: MessageFields;
  readonly line: number | undefined;
}

/** Whether a node is no actor, but says what messages are made of. */
export function isMessageRecord({ id, attributes }: DrawnNode): boolean {
  const isRecord = /^m?record$/i.test(attributes.get("shape") ?? "");
  return isRecord && (id.startsWith("__") || id.toLowerCase() === "messages");
}

/**
 * Reads a record such as `{Tick | n: u32 | at: f64} | {Trade | price: f64}`, with ends of lines for the lines between fields where
 * people like that better.
 */
export function readMessageRecord(
  node: DrawnNode,
  known: Map<string, DrawnMessage>,
  faults: FaultList,
): void {
  const fault = (text: string) => faults.add(`"${node.id}": ${text}`, node.line);
  const groups = [...node.label.matchAll(/\{([^{}]*)\}/g)].map(([, group]) => group!);
  const outside = node.label.replace(/\{[^{}]*\}/g, "").replace(/[|\s]/g, "");
  if (groups.length > 0 && outside !== "") fault(`"${outside}" stands in no message`);
  for (const group of groups.length === 0 ? [node.label] : groups) {
    const [name = "", ...rows] = group.split(/[|\n]/).map((row) => row.trim())
      .filter((row) => row !== "");
    const fields = rows.flatMap((row) => readField(name, row, fault) ?? []);
    const names = fields.map(({ name }) => name);
    const double = names.find((name, at) => names.indexOf(name) !== at);
    const before = known.get(name);
    if (!isMessageName(name)) {
      fault(`"${name}" is no name of a message, write {Tick | n: u32}`);
    } else if (before !== undefined) {
      const where = before.line === undefined ? "" : `, first in line ${before.line}`;
      fault(`the message ${name} is there twice${where}, leave one of them out`);
    } else if (rows.length === 0) {
      fault(`the message ${name} has no fields, write {${name} | n: u32}`);
    } else if (double !== undefined) fault(`the message ${name} has two fields called ${double}`);
    else known.set(name, { fields, line: node.line });
  }
}

function readField(
  message: string,
  row: string,
  fault: (text: string) => void,
): MessageFields[0] | undefined {
  const [, name, written = ""] = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)(?:\s*:\s*|\s+)(\S.*)$/u
    .exec(row) ?? [];
  const kind = fieldKind(written);
  if (name !== undefined && name !== "__proto__" && kind !== undefined) return { name, kind };
  fault(
    `the field "${row}" of ${message} cannot be read, write a name and a kind, as in n: u32; kinds are ${FIELD_KINDS}`,
  );
  return undefined;
}
