/**
 * Makes a first project of one's own, or one from a drawing, and brings it in step with the drawing later on.
 *
 * @module
 */
export { describeProject, parseCreateOptions } from "./command.ts";
export {
  type GenerateOptions,
  generateProject,
  type GenerationResult,
  type RenderDrawing,
  type RenderedDrawing,
} from "./generate.ts";
export {
  CREATE_OPTIONS,
  type CreatedProject,
  type CreateOptions,
  createProject,
  writeProject,
} from "./project.ts";
export { type PackageImports, packageImports } from "./source.ts";
