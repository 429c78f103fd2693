/**
 * Draws designs.
 *
 * @module
 */
export { drawDesign } from "./draw_design.ts";
