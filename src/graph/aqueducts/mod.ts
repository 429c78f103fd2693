/**
 * Aqueducts, channels that cross pods: what can be said of them, and how the actors of their links are drawn.
 *
 * @module
 */
export type { AqueductBlueprint } from "./blueprint.ts";
export { drawAqueducts, type LinkDrawing, withoutLog } from "./draw.ts";
export { noteEnds } from "./ends.ts";
export { AQUEDUCT_OPTIONS, aqueductFaults, type AqueductOptions } from "./options.ts";
export { type PodNames, podNames } from "./pod.ts";
