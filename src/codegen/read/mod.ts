/**
 * Reads drawings: DOT in, a design or all faults out.
 *
 * @module
 */
export { isKind } from "./kinds.ts";
export { textLabel } from "./label_text.ts";
export { printLimit, printShare, printTime } from "./measures.ts";
export { isPlainText } from "./node_marks.ts";
export { type ReadDesign, readDesign } from "./read_design.ts";
export { turnRemarks } from "./turn_remarks.ts";
