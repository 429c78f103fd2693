/**
 * A first project of one's own: a small graph that runs, with its permissions and a test.
 *
 * ```sh
 * deno run -A jsr:@steady-state/deno/create hello
 * cd hello && deno task start
 * ```
 *
 * As a program it is the command `create` of `@steady-state/deno/cli`; its functions are for programs that make projects.
 *
 * @module
 */
export {
  type CreatedProject,
  type CreateOptions,
  createProject,
  type PackageImports,
  packageImports,
  writeProject,
} from "./create/mod.ts";
export { UsageError } from "./usage_error.ts";

if (import.meta.main) {
  const { obey } = await import("./obey.ts");
  await obey(["create", ...Deno.args]);
}
