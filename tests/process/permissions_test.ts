import { assertEquals } from "@std/assert";
import { Graph, json, type ProcessOptions } from "../../mod.ts";
import { type Allowed, asker } from "./permission_actors.ts";

const LIBC = `/lib/${Deno.build.arch}-linux-gnu/libc.so.6`;
const ABOUT: readonly Deno.PermissionDescriptor[] = [
  { name: "read" },
  { name: "read", path: "inbox/a.txt" },
  { name: "read", path: "/proc/self/stat" },
  { name: "write" },
  { name: "write", path: "a.db" },
  { name: "net" },
  { name: "net", host: "example.com:443" },
  { name: "env" },
  { name: "env", variable: "HOME" },
  { name: "run" },
  { name: "sys" },
  { name: "ffi" },
  { name: "ffi", path: LIBC },
  { name: "ffi", path: "/other.so" },
];

async function allowed(options: ProcessOptions, mayRead = false): Promise<Allowed> {
  const graph = new Graph("asked", { log: () => {} });
  const answers = graph.channel("answers", json<Allowed>());
  graph.actor("ASKER", asker, {
    ports: { out: answers.tx },
    args: { about: [...ABOUT], mayRead },
    troupe: graph.process("P", options),
  });
  const output = graph.receiver(answers);
  await graph.start();
  const answer = await output.take() as Allowed;
  await graph.finished;
  return answer;
}

function granted({ states }: Allowed): unknown[] {
  return ABOUT.filter((_, i) => states[i] === "granted").map(({ name: _, ...what }) =>
    Object.values(what)[0] ?? _
  );
}

Deno.test("a process may do nothing by default, and what it takes to share memory it has given up", async () => {
  const nothing = await allowed({});
  assertEquals(granted(nothing), []);
  assertEquals([nothing.args, nothing.isMain], [Deno.args, false]);
});

Deno.test("a process may do exactly what it was drawn with, by paths from where the program is", async () => {
  const some = await allowed({
    permissions: {
      read: ["inbox", Deno.cwd()],
      write: ["a.db"],
      net: ["example.com"],
      env: ["HOME"],
      run: false,
      sys: true,
      ffi: ["/other.so"],
    },
  }, true);
  assertEquals(granted(some), [
    "inbox/a.txt",
    "a.db",
    "example.com:443",
    "HOME",
    "sys",
    "/other.so",
  ]);
  assertEquals(some.folder, Deno.cwd());
  assertEquals(granted(await allowed({ permissions: "all" })).includes("ffi"), true);
});
