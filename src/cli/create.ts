/**
 * A first project of one's own: a small graph that runs, with its permissions and a test.
 *
 * ```sh
 * deno run -A jsr:@steady-state/deno/create hello
 * cd hello && deno task start
 * ```
 *
 * As a program it is the command `create` of `@steady-state/deno/cli`; its functions are for programs that make projects, and for tests
 * that hold one against its drawing.
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
export { checkDrawing, type CheckFindings } from "./drawing/check.ts";
export type { CheckOptions } from "./drawing/mod.ts";
export { UsageError } from "./usage_error.ts";

if (import.meta.main) {
  const { obey } = await import("./obey.ts");
  await obey(["create", ...Deno.args]);
}
