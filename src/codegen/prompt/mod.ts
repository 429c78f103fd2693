/**
 * The text by which a language model helps to draw a graph.
 *
 * @module
 */
export { EXAMPLE_DRAWING } from "./example_text.ts";
export { GRAMMAR, type GrammarRow } from "./grammar_text.ts";
export { type PresentDrawing, promptText } from "./prompt_text.ts";
