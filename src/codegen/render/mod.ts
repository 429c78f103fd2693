/**
 * Makes the files of a project from what a drawing says.
 *
 * @module
 */
export { renderProject } from "./project.ts";
export type { ProjectImports } from "./surroundings.ts";
