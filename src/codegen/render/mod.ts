/**
 * Makes the files of a project from what a drawing says.
 *
 * @module
 */
export { remarksOf } from "./module_view.ts";
export { renderProject } from "./project.ts";
export type { ProjectImports } from "./surroundings.ts";
