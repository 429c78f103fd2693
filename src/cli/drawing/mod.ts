/**
 * From code back to the drawing: holds both against each other, prints the drawing of a program, and the text by which a language model
 * helps to draw one. What each of them needs is loaded when it is asked for.
 *
 * @module
 */
export {
  CHECK_OPTIONS,
  type CheckOptions,
  type DrawOptions,
  parseCheckOptions,
  parseDrawOptions,
  parsePromptOptions,
  type PromptOptions,
} from "./options.ts";
