/** `messages.ts`: the messages that are no kind of the package. Made once, and the user's from then on. */
import type { Design, DesignMessage } from "../design.ts";
import { documentation } from "./comments.ts";
import { exampleName, structCode } from "./kinds.ts";
import { call, importOf, laidOut, LINE_WIDTH, object } from "./layout.ts";

/** Its text; nothing where the drawing has no messages of its own. */
export function messagesFile({ messages }: Design): string | null {
  if (messages.length === 0) return null;
  const imported = messages.flatMap((message) => structCode(message).imported);
  // A message of the drawing may have the name of the type by which it is known.
  const isTaken = messages.some(({ name }) => name === "MessageOf");
  const typeOf = isTaken ? "TypeOfKind" : "MessageOf";
  return [
    [
      "/** The messages of graph.dot: yours to fill in, each with an example for tests. */\n",
      importOf(
        [...imported, isTaken ? `type MessageOf as ${typeOf}` : "type MessageOf"],
        "@steady-state/deno/actor",
      ),
    ].join(""),
    ...messages.map((message) => messageText(message, typeOf)),
  ].join("\n");
}

function messageText(message: DesignMessage, typeOf: string): string {
  const { name, documentation: said } = message;
  const { fields, example } = structCode(message);
  const kind = call("struct", object(fields, { isTall: true }));
  const returned = `: ${typeOf}<typeof ${name}> {`;
  return [
    documentation(said.length > 0 ? said : [`${name}: what it is made of.`]),
    `${laidOut([`export const ${name} = `, kind, ";"])}\n`,
    `${aliasText(name, typeOf)}\n\n`,
    `/** Example number \`n\`. */\n`,
    `${laidOut([call(`export function ${exampleName(name)}`, "n: number"), returned])}\n`,
    `  ${laidOut(["return ", object(example), ";"], 2)}\n`,
    "}\n",
  ].join("");
}

function aliasText(name: string, typeOf: string): string {
  const line = `export type ${name} = ${typeOf}<typeof ${name}>;`;
  if (line.length <= LINE_WIDTH) return line;
  return `export type ${name} = ${typeOf}<\n  typeof ${name}\n>;`;
}
