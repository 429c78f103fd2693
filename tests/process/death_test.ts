import { assertEquals, assertMatch } from "@std/assert";
import { type CrashReport, Graph, u32 } from "../../mod.ts";
import { deadline } from "../fixtures/strain.ts";
import { sink, source } from "./actors.ts";
import { doomed } from "./harm_actors.ts";

const LIBC = `/lib/${Deno.build.arch}-linux-gnu/libc.so.6`;
const COUNT = 1000;
/** For those that do not hang: they are not to be ended for that, however slow the machine is. */
const LONG_MS = 120_000;

interface Harm {
  readonly with?: string;
  readonly permissions?: Record<string, string[]>;
  readonly cause: string;
  readonly said: RegExp;
}

function harms(fifo: string): Record<string, Harm> {
  const hung = /^killed by the supervisor: hung for \d+\.\d s, raise hangTimeoutMs/;
  return {
    exit: { cause: "exit", said: /^its process is gone: exited with code 3$/ },
    close: { cause: "exit", said: /^its process is gone: exited with code 0$/ },
    throw: { cause: "throw", said: /^thrown on purpose$/ },
    segv: {
      with: LIBC,
      permissions: { ffi: [LIBC] },
      cause: "exit",
      said: /^its process is gone: signal SEGV$/,
    },
    busy: { cause: "hang", said: hung },
    fifo: { with: fifo, permissions: { read: [fifo] }, cause: "hang", said: hung },
  };
}

Deno.test("however a process of actors ends, nothing is lost or doubled, and it is told of what it died", async () => {
  const folder = await Deno.makeTempDir({ prefix: "process_death_" });
  const fifo = `${folder}/fifo`;
  await new Deno.Command("mkfifo", { args: [fifo] }).output();
  const crashes: CrashReport[] = [];
  const graph = new Graph("harm", {
    log: () => {},
    onCrash: (report) => crashes.push(report),
    hangTimeoutMs: LONG_MS,
    showstopper: 10,
  });
  const kinds = harms(fifo);
  for (const [how, { with: given = "", permissions = {}, cause }] of Object.entries(kinds)) {
    const numbers = graph.channel(`numbers ${how}`, u32, { capacity: 64 });
    const out = graph.channel(`out ${how}`, u32, { capacity: 64 });
    const troupe = graph.process(how, { permissions });
    graph
      .actor(`SOURCE ${how}`, source, { ports: { numbers: numbers.tx }, args: { count: COUNT } })
      .actor(how, doomed, {
        ports: { numbers: numbers.rx, out: out.tx },
        args: { how, with: given },
        troupe,
        ...cause === "hang" && { hangTimeoutMs: deadline(1000) },
      })
      .actor(`SINK ${how}`, sink, { ports: { numbers: out.rx } });
  }
  try {
    await graph.start();
    assertEquals((await graph.finished).clean, true);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  for (const [how, { cause, said }] of Object.entries(kinds)) {
    assertEquals(graph.state(`SINK ${how}`), { taken: COUNT, faults: 0 }, how);
    const own = crashes.filter(({ actor }) => actor === how);
    assertEquals(own.map((report) => report.cause), [cause, cause], how);
    for (const { error } of own) assertMatch(error.message, said);
  }
});

for (
  const [what, how, said] of [
    ["a heap that is full", "heap", /^its process is gone: out of memory/],
    ["memory beside the heap", "arrays", /^its process is gone: out of memory: \d+ MB of 64$/],
  ] as const
) {
  Deno.test(`${what} ends its process alone, and is told as that`, async () => {
    const crashes: CrashReport[] = [];
    const graph = new Graph("full", {
      log: () => {},
      onCrash: (report) => crashes.push(report),
      // An engine whose heap is nearly full does hardly anything but look for garbage, and for longer where others have the processors.
      hangTimeoutMs: LONG_MS,
      showstopper: 10,
    });
    const numbers = graph.channel("numbers", u32, { capacity: 64 });
    const out = graph.channel("out", u32, { capacity: 64 });
    const troupe = graph.process("P", { maxMemoryMb: 64 });
    graph
      .actor("SOURCE", source, { ports: { numbers: numbers.tx }, args: { count: COUNT } })
      .actor("EATER", doomed, {
        ports: { numbers: numbers.rx, out: out.tx },
        args: { how },
        troupe,
      })
      .actor("SINK", sink, { ports: { numbers: out.rx } });
    await graph.start();
    assertEquals((await graph.finished).clean, true);
    assertEquals(graph.state("SINK"), { taken: COUNT, faults: 0 });
    assertEquals(crashes.length, 2);
    for (const { error } of crashes) {
      assertMatch(error.message, said);
    }
  });
}
