/** A renderer that is small and has all that matters to merging: modules that come, go and change, in files of both sorts. */
import type { RenderedFile } from "../../../src/codegen/rendered_file.ts";
import { withGeneratedLine } from "../../../src/codegen/generated_line.ts";

/** A drawing: what its modules are called, and how often each part of them was changed. */
export interface SampleDrawing {
  readonly title: number;
  readonly modules: readonly SampleModule[];
}

/** A module of it. */
export interface SampleModule {
  readonly name: string;
  /** Two modules with one number have the same ports. */
  readonly ports: number;
  /** Versions of the lines of its actor's file. */
  readonly lines: readonly number[];
}

/** The files of a drawing. */
export function renderSample({ title, modules }: SampleDrawing): RenderedFile[] {
  const names = modules.map(({ name }) => name).sort();
  const generated = (path: string, text: string): RenderedFile => ({
    path,
    text: withGeneratedLine(text),
    how: "generated",
  });
  const once = (path: string, text: string): RenderedFile => ({ path, text, how: "once" });
  const files = modules.map(({ name, ports, lines }) => [
    generated(
      `generated/${name}.ts`,
      `export const ports = {\n  in${ports}: rx(u32),\n} as const;\n// of ${name}\n`,
    ),
    once(`actors/${name}.ts`, actorText(name, lines)),
    once(
      `actors/${name}_test.ts`,
      `import { ${name} } from "./${name}.ts";\n\n// ${ports}\ntest(${name});\n`,
    ),
  ]);
  return [
    generated("generated/graph.ts", `// ${names.join(" ")}\n`),
    { path: "generated/shape.json", text: `${JSON.stringify(names)}\n`, how: "generated" },
    once("main.ts", `// title ${title}\nimport "./generated/graph.ts";\n\nrun();\n`),
    once(
      "messages.ts",
      names.map((name) => `// ${name}\nexport const ${name}Message = u32;\n\n`).join(""),
    ),
    ...files.flat(),
  ];
}

function actorText(name: string, lines: readonly number[]): string {
  const body = lines.map((version, at) =>
    `  // ${name}, line ${at}, version ${version}\n  step();\n`
  );
  return `import * as plan from "../generated/${name}.ts";\n\nfunction turn() {\n${
    body.join("")
  }}\n\nexport const ${name} = actor(plan, turn);\n`;
}
