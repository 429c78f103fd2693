/**
 * Makes a first project of one's own.
 *
 * @module
 */
export { describeProject, parseCreateOptions } from "./command.ts";
export {
  CREATE_OPTIONS,
  type CreatedProject,
  type CreateOptions,
  createProject,
  writeProject,
} from "./project.ts";
export { type PackageImports, packageImports } from "./source.ts";
