/** Makes a project of a drawing in a temporary folder, and does with it what its user does. */
import { assert } from "@std/assert";
import { readDesign } from "../../../src/codegen/mod.ts";
import { renderProject } from "../../../src/codegen/render/mod.ts";
import type { Design } from "../../../src/codegen/design.ts";
import type { RenderedFile } from "../../../src/codegen/rendered_file.ts";

/** Doors of this checkout, as a project imports them. */
const IMPORTS = Object.fromEntries(
  Object.entries({
    "": "mod.ts",
    "/actor": "src/actor/mod.ts",
    "/testing": "src/testing/mod.ts",
    "/cli": "src/cli/main.ts",
    "/create": "src/cli/create.ts",
  }).map(([door, file]) => [
    `@steady-state/deno${door}`,
    new URL(`../../../${file}`, import.meta.url).href,
  ]),
);

/** The design of a drawing that has no fault. */
export async function designOf(dot: string): Promise<Design> {
  const read = await readDesign(dot);
  assert("design" in read, JSON.stringify(read));
  return read.design;
}

/** The files of the project of a drawing. */
export function filesOf(design: Design, dot: string): RenderedFile[] {
  return renderProject(design, dot, { imports: IMPORTS });
}

/** A project in a folder that goes with it. */
export class MadeProject implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async of(dot: string): Promise<MadeProject> {
    const project = new MadeProject(await Deno.makeTempDir({ prefix: "project_" }));
    for (const { path, text } of filesOf(await designOf(dot), dot)) await project.write(path, text);
    return project;
  }

  async write(path: string, text: string): Promise<void> {
    const file = `${this.folder}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
  }

  /** Changes a file in one place, which must be there. */
  async change(path: string, from: string, to: string): Promise<void> {
    const text = await Deno.readTextFile(`${this.folder}/${path}`);
    assert(text.includes(from), `${path} has no ${from}:\n${text}`);
    await Deno.writeTextFile(`${this.folder}/${path}`, text.replace(from, to));
  }

  /** Runs `deno` in its folder. What it prints is told if it fails. */
  async deno(...args: readonly string[]): Promise<{ readonly ok: boolean; readonly text: string }> {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd: this.folder,
      env: { NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    return { ok: success, text: `${decoder.decode(stdout)}\n${decoder.decode(stderr)}` };
  }

  /** Starts it with the permissions of its task, looks at its page, and stops it: whether all went well, and how long the stop took. */
  async start(): Promise<{ readonly ok: boolean; readonly text: string; readonly stopMs: number }> {
    const settings = JSON.parse(await Deno.readTextFile(`${this.folder}/deno.json`));
    const [, ...args] = (settings.tasks.start.command as string).split(" ");
    const process = new Deno.Command(Deno.execPath(), {
      args,
      cwd: this.folder,
      env: { NO_COLOR: "1", TELEMETRY_SERVER_PORT: "0" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const errors = new Response(process.stderr).text();
    let text = "";
    let page = "";
    let stoppedAt = 0;
    for await (const piece of process.stdout.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const [, url] = /Telemetry of graph .* at (http:\S+)/.exec(text) ?? [];
      if (url === undefined || page !== "") continue;
      page = await (await fetch(`${url}graph.dot`)).text();
      stoppedAt = performance.now();
      process.kill("SIGINT");
    }
    const { success } = await process.status;
    const stopMs = performance.now() - stoppedAt;
    return { ok: success && page.includes("digraph"), text: `${text}\n${await errors}`, stopMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
