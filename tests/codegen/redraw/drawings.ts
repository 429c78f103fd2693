import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readDesign } from "../../../src/codegen/mod.ts";

/** A drawing, and what it is called. */
export interface Drawing {
  readonly name: string;
  readonly text: string;
}

/** Where the corpus is: in the folder that `DOTS` names, or beside the checkout. */
const CORPUS = Deno.env.get("DOTS") ??
  fileURLToPath(new URL("../../../../shared/dots", import.meta.url));

/** All drawings of the corpus without faults. Where the corpus is not there, it says so, and there are none. */
export async function corpus(): Promise<Drawing[]> {
  const drawings: Drawing[] = [];
  try {
    for (const folder of [CORPUS, join(CORPUS, "edge")]) {
      for await (const { name } of Deno.readDir(folder)) {
        if (!name.endsWith(".dot")) continue;
        const text = await Deno.readTextFile(join(folder, name));
        if ("design" in await readDesign(text)) drawings.push({ name, text });
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.error(`The corpus of drawings is not read: there is none at ${CORPUS}`);
  }
  return drawings.sort((a, b) => (a.name < b.name ? -1 : 1));
}
