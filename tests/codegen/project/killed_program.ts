/** A program that updates a project, and waits for its death when it has written half of it. */
import { realDisk, updateProject } from "../../../src/codegen/project/mod.ts";

const { folder, rendered, options } = JSON.parse(Deno.args[0] as string);
const disk = realDisk(folder);
let renames = 0;

await updateProject(
  {
    ...disk,
    async rename(from, to) {
      if (++renames < 6) return await disk.rename(from, to);
      console.log("in the midst");
      await new Promise((resolve) => setInterval(resolve, 2 ** 30));
    },
  },
  rendered,
  options,
);
