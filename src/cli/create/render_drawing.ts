import { readDesign, remarksOf, renderProject, turnRemarks } from "../../codegen/mod.ts";
import type { RenderedDrawing } from "./generate.ts";
import type { PackageImports } from "./source.ts";

/** The files of a project for a drawing, or all that is wrong with it. */
export async function renderDrawing(
  text: string,
  imports: PackageImports,
): Promise<RenderedDrawing> {
  const read = await readDesign(text);
  if (!("design" in read)) return { files: [], faults: read.faults, remarks: [] };
  const { design } = read;
  return {
    files: renderProject(design, text, imports),
    faults: [],
    remarks: [...design.remarks, ...turnRemarks(design), ...remarksOf(design)],
  };
}
