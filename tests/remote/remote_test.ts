/**
 * The package as its users get it: loaded over HTTP, where there is no folder to read from. A registry rewrites bare
 * imports when it publishes; the server here does the same from the import map.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);
const TYPES: Record<string, string> = {
  ".ts": "application/typescript",
  ".js": "text/javascript",
  ".json": "application/json",
};

async function servePackage(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  try {
    let body = await Deno.readTextFile(new URL(`.${pathname}`, ROOT));
    const type = TYPES[pathname.slice(pathname.lastIndexOf("."))] ?? "text/plain";
    if (pathname.endsWith(".ts")) {
      for (const [name, target] of Object.entries(config.imports)) {
        body = body.replaceAll(`"${name}"`, `"${target}"`);
        body = body.replaceAll(`"${name}/`, `"${target}/`);
      }
    }
    return new Response(body, { headers: { "content-type": type } });
  } catch {
    return new Response("not found", { status: 404 });
  }
}

const ACTOR = `
import { defineActor, tx, u32 } from "@steady-state/deno/actor";
export const source = defineActor(import.meta, "source", {
  ports: { numbers: tx(u32) },
  async run(actor) {
    for (let i = 0; i < 1000; i++) await actor.send(actor.ports.numbers, i);
  },
});`;

const SINK = `
import { defineActor, rx, u32, u64 } from "@steady-state/deno/actor";
export const sink = defineActor(import.meta, "sink", {
  ports: { numbers: rx(u32) },
  state: { sum: u64 },
  async run(actor) {
    for (;;) {
      const number = await actor.take(actor.ports.numbers);
      if (number === undefined) return;
      actor.state.sum += BigInt(number);
    }
  },
});`;

const MAIN = `
import { Graph, u32 } from "@steady-state/deno";
import { serveTelemetry } from "@steady-state/deno/telemetry";
import { source } from "./source.ts";
import { sink } from "./sink.ts";
const graph = new Graph("remote");
const numbers = graph.channel("numbers", u32);
graph.actor("SOURCE", source, { ports: { numbers: numbers.tx } });
graph.actor("SINK", sink, { ports: { numbers: numbers.rx } });
await using telemetry = await serveTelemetry(graph.telemetry, { port: 0 });
await graph.start();
const { actors } = await graph.finished;
console.log(String(actors[1].state.sum));
const page = await (await fetch(telemetry.url)).text();
for (const [, path] of page.matchAll(/(?:src|href)="([^"]+[.](?:js|css|svg))"/g)) {
  const { status, body } = await fetch(new URL(path, telemetry.url));
  await body?.cancel();
  console.log(path, status);
}`;

/** Writes a program that has the package from the server on that port. */
async function writeProject(
  folder: string,
  port: number,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const imports = Object.fromEntries(
    Object.entries(config.exports).map(([name, path]) => [
      `@steady-state/deno${name.slice(1)}`,
      `http://127.0.0.1:${port}${path.slice(1)}`,
    ]),
  );
  const all = { "deno.json": JSON.stringify({ imports }), ...files };
  for (const [name, text] of Object.entries(all)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
}

/** As README's first program: all in one file, with a page. */
const ONE_FILE = `
import { Graph, run, u32 } from "@steady-state/deno";
import { defineActor, tx } from "@steady-state/deno/actor";
import { sink } from "./sink.ts";
export const source = defineActor(import.meta, "source", {
  ports: { numbers: tx(u32) },
  async run(actor) {
    for (let i = 0; i < 1000; i++) await actor.send(actor.ports.numbers, i);
  },
});
if (import.meta.main) {
  const graph = new Graph("remote", { durable: "./state.db", log: () => {} });
  const numbers = graph.channel("numbers", u32);
  graph.actor("SOURCE", source, { ports: { numbers: numbers.tx } });
  graph.actor("SINK", sink, { ports: { numbers: numbers.rx }, durable: true });
  const { actors } = await run(graph, { telemetry: { port: 0 }, print: () => {} });
  console.log(String(actors[1].state.sum));
}`;

Deno.test("package: a program that was cached beforehand runs without network, page and durable state included", async () => {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, servePackage);
  const project = await Deno.makeTempDir();
  const deno = async (...args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: project,
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trim();
  };
  try {
    await writeProject(project, server.addr.port, { "sink.ts": SINK, "main.ts": ONE_FILE });
    try {
      await deno("cache", "--allow-import", "--no-lock", "main.ts");
    } finally {
      await server.shutdown();
    }
    assertEquals(await deno("run", "-A", "--cached-only", "--no-lock", "main.ts"), "499500");
  } finally {
    await Deno.remove(project, { recursive: true });
  }
});

Deno.test("package: works when loaded over HTTP, workers and page included", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, servePackage);
  const project = await Deno.makeTempDir();
  try {
    const files = { "source.ts": ACTOR, "sink.ts": SINK, "main.ts": MAIN };
    await writeProject(project, server.addr.port, files);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", "main.ts"],
      cwd: project,
    }).output();
    const errors = new TextDecoder().decode(stderr);
    assertEquals(code, 0, errors);
    const [sum, ...assets] = new TextDecoder().decode(stdout).trim().split("\n");
    assertEquals(sum, "499500");
    assert(assets.length >= 2, `the page names ${assets.length} assets`);
    for (const asset of assets) assertStringIncludes(asset, " 200");
  } finally {
    await Deno.remove(project, { recursive: true });
  }
});
