import { type Design, readDesign } from "../../src/codegen/mod.ts";

const FOLDER = new URL("../fixtures/drawings/", import.meta.url);

/** The drawings of the fixtures that are right, by their names without ending. */
export async function goodDrawings(): Promise<Map<string, string>> {
  return await textsIn(FOLDER, ".dot");
}

/** Those that are wrong, with their faults. */
export async function badDrawings(): Promise<Map<string, { text: string; faults: string[] }>> {
  const folder = new URL("bad/", FOLDER);
  const faults = await textsIn(folder, ".faults");
  const drawings = await textsIn(folder, ".dot");
  return new Map(
    [...drawings].map(([name, text]) => [
      name,
      { text, faults: (faults.get(name) ?? "").split("\n").filter((line) => line !== "") },
    ]),
  );
}

async function textsIn(folder: URL, ending: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { name } of Array.from(Deno.readDirSync(folder))) {
    if (!name.endsWith(ending)) continue;
    texts.set(name.slice(0, -ending.length), await Deno.readTextFile(new URL(name, folder)));
  }
  return texts;
}

/** The design of a drawing that has to be right. */
export async function designOf(text: string): Promise<Design> {
  const read = await readDesign(text);
  if ("design" in read) return read.design;
  throw new Error(`${read.faults.join("\n")}\n${text}`);
}

/** The faults of a drawing, none if it has none. */
export async function faultsOf(text: string): Promise<readonly string[]> {
  const read = await readDesign(text);
  return "faults" in read ? read.faults : [];
}

/** A design without what is said of how it was read. */
export function withoutRemarks(design: Design): Design {
  return { ...design, remarks: [] };
}
