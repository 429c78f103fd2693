import { type CallKind, isCallKind } from "../../channel/call/mod.ts";
import type { KindShape } from "../../channel/kind_shape.ts";

/** What is wrong with the kinds of the two ways of a service, as the end of a sentence; `undefined` if nothing is. */
export function serviceFault(
  requests: KindShape | undefined,
  answers: KindShape | undefined,
): string | undefined {
  // What is no channel at all is told of where its end is drawn.
  if (requests === undefined || answers === undefined) return undefined;
  if (!isCallKind(requests)) {
    return `sends its requests as ${requests.name}, give it a channel of calls: graph.channel(name, call(message, answer))`;
  }
  const wanted = (requests as CallKind<unknown, unknown>).answers.name;
  if (answers.name === wanted) return undefined;
  return `takes its answers as ${answers.name}, its requests are answered by ${wanted}: give it a channel of the kind \`answers\` of them`;
}
