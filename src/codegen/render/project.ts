import type { Design } from "../design.ts";
import { withGeneratedLine } from "../generated_line.ts";
import type { RenderedFile } from "../rendered_file.ts";
import { actorFile, eventsFile } from "./actor_file.ts";
import { actorTestFile } from "./actor_test_file.ts";
import { CONDITIONS, EVENTS, MAIN, PERFORMERS, STAND_INS } from "./common_files.ts";
import { graphFile } from "./graph_file.ts";
import { graphTestFile } from "./graph_test_file.ts";
import { LINE_WIDTH } from "./layout.ts";
import { loadTestFile } from "./load_test_file.ts";
import { messagesFile } from "./messages_file.ts";
import { viewsOf } from "./module_view.ts";
import { planFile } from "./plan_file.ts";
import { ignoredFiles, type ProjectImports, readme, settings } from "./surroundings.ts";

/**
 * The files of a project, in the order of their paths: the same for the same drawing, whoever asks, wherever. It is formatted as
 * `deno fmt` has it, has no fault of lint or types, and passes its own tests.
 *
 * @param dot the drawing's text, which becomes `graph.dot`
 */
export function renderProject(
  design: Design,
  dot: string,
  imports: ProjectImports,
): RenderedFile[] {
  const views = viewsOf(design);
  const load = loadTestFile(design, views);
  const hasLoadTest = load !== null;
  const files: (RenderedFile | null)[] = [
    once("graph.dot", dot),
    once("main.ts", MAIN),
    once("deno.json", settings(design, views, imports, hasLoadTest)),
    once("README.md", readme(design, views, hasLoadTest)),
    once(".gitignore", ignoredFiles(design)),
    onceCode("messages.ts", messagesFile(design)),
    onceCode("graph_test.ts", graphTestFile(design, views)),
    onceCode("load_test.ts", load),
    generated("generated/graph.ts", graphFile(design)),
    generated("generated/common/conditions.ts", CONDITIONS),
    generated("generated/common/stand_ins.ts", STAND_INS),
    generated("generated/common/performers.ts", PERFORMERS),
  ];
  let hasEvents = false;
  for (const [name, view] of views) {
    const events = eventsFile(view);
    hasEvents ||= events !== null;
    files.push(
      generated(`generated/${name}.ts`, planFile(view)),
      onceCode(`actors/${name}.ts`, actorFile(view)),
      onceCode(`actors/${name}_test.ts`, actorTestFile(view)),
      onceCode(`actors/events/${name}.ts`, events),
    );
  }
  if (hasEvents) files.push(generated("generated/common/events.ts", EVENTS));
  return files.filter((file) => file !== null)
    .sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

function once(path: string, text: string): RenderedFile {
  return { path, text, how: "once" };
}

function onceCode(path: string, text: string | null): RenderedFile | null {
  return text === null ? null : once(path, asFormatted(text));
}

function generated(path: string, text: string): RenderedFile {
  return { path, text: withGeneratedLine(asFormatted(text)), how: "generated" };
}

/** Names can be too long for any layout to hold them; then nothing is to be laid out. */
function asFormatted(text: string): string {
  const isTooLong = text.split("\n").some((line) =>
    line.length > LINE_WIDTH && !/^\s*(?:\/\/|\/?\*|"|')|^Deno\.test\(/.test(line)
  );
  return isTooLong ? `// deno-fmt-ignore-file: its names are too long for a line\n${text}` : text;
}
