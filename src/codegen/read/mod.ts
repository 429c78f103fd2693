/**
 * Reads drawings: DOT in, a design or all faults out.
 *
 * @module
 */
export { isKind } from "./kinds.ts";
export { type ReadDesign, readDesign } from "./read_design.ts";
