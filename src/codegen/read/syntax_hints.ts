/** What people do not know of the language DOT, where Graphviz says only that it cannot go on. */
import { tokensOf } from "./tokens.ts";

/** Words that the language has for itself, whatever their case. */
const WORDS_OF_DOT = ["node", "edge", "graph", "digraph", "subgraph", "strict"];

/** What is likely wrong with a text that Graphviz cannot read; none if it is something else. */
export function syntaxHints(text: string): { readonly text: string; readonly line?: number }[] {
  const tokens = tokensOf(text);
  const hints = tokens.flatMap(({ word, id, line }, at) => {
    if (word === undefined || !WORDS_OF_DOT.includes(word)) return [];
    const isHead = tokens[at - 1]?.mark === "->" && word !== "subgraph";
    if (!isHead && tokens[at + 1]?.mark !== "->") return [];
    return [{ text: `${id} is a word of DOT and no id, write "${id}" in quotes`, line }];
  });
  const braces = tokens.filter(({ mark }) => mark === "{").length -
    tokens.filter(({ mark }) => mark === "}").length;
  if (braces > 0) {
    hints.push({
      text: `the file ends before "}", write ${braces === 1 ? "it" : `${braces} of them`}`,
      line: text.trimEnd().split("\n").length,
    });
  }
  return hints;
}
