/** Dead letters of sources and sinks in files: a kill loses none that a service was told of. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { MisconfiguredError } from "@steady-state/deno/connectors";
import { rehearse } from "@steady-state/deno/testing";
import {
  DeadLetterFile,
  messageContent,
  rawContent,
} from "../../../src/connectors/dead_letter_file.ts";
import { checkedArgs, SINK_ARGS } from "../../../src/connectors/sink/sink_args.ts";
import { checkSourceArgs, SOURCE_ARGS } from "../../../src/connectors/source/source_args.ts";
import { until, within } from "../../fixtures/watch.ts";
import { texts } from "../source/scripted_sources.ts";
import { Script, scriptedSource } from "../source/scripted_wire.ts";
import { newScript, scripted, store } from "../sink/scripted_wire.ts";
import { COUNT, letterFiles } from "./actors.ts";
import { lettersGraph } from "./program.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

type Line = Readonly<Record<string, unknown>>;

function linesIn(path: string): Line[] {
  return Deno.readTextFileSync(path).split("\n").filter((line) => line !== "").map((line) =>
    JSON.parse(line)
  );
}

function toldIn(folder: string): string[] {
  try {
    return Deno.readTextFileSync(`${folder}/told`).split("\n").slice(0, -1);
  } catch {
    return [];
  }
}

const PROGRAM = fileURLToPath(new URL("program.ts", import.meta.url));

Deno.test("dead letters are in their files before the service is told, and a kill leaves them there", () =>
  inFolder(async (folder) => {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", "--no-check", "--quiet", PROGRAM, folder],
    }).spawn();
    await until(() => toldIn(folder).length >= COUNT, "the service was told of all");
    process.kill("SIGKILL");
    await process.status;
    assertEquals(
      toldIn(folder),
      Array.from({ length: COUNT }, (_, n) => `c/${n} ${n % 3 === 2 ? "not kept" : "kept"}`),
    );
    const { source, sink } = letterFiles(folder);
    const [fromSource, fromSink] = [linesIn(source), linesIn(sink)];
    assertEquals([fromSource.length, fromSink.length], [COUNT / 3, COUNT / 3]);
    const [first] = fromSource as [Line];
    assertEquals(typeof first.at, "number");
    assertEquals({ ...first, at: 0 }, {
      origin: "c/0",
      reason: "Cannot decode message c/0: it is no UTF-8",
      at: 0,
      subject: "orders",
      serviceAt: 17,
      base64: "/wA=",
    });
    assertEquals({ ...fromSink[0], at: 0 }, {
      origin: "c/1",
      reason: "c/1: refusing refuses it: it is refused",
      at: 0,
      message: { n: 1 },
    });
  }));

Deno.test("a letter of a source is put back with a message in it, and refused without", () =>
  inFolder(async (folder) => {
    const graph = lettersGraph(folder);
    await within(graph.start(), "the start");
    const ofSource = () => graph.deadLetters.filter(({ actor }) => actor === "SOURCE");
    await until(() => ofSource().length === COUNT / 3, "all letters of the source");
    const letter = ofSource()[0]!;
    const error = await assertRejects(
      async () => await graph.replay(letter, { port: "messages" }),
      TypeError,
    );
    assertEquals(
      error.message,
      'Cannot replay a dead letter: it has no message, as one of a source that could not send it, and port "messages" sends deliveries, give it one: { ...letter, message: { origin, message } }',
    );
    const message = { origin: "c/0", message: { n: 0 } };
    await within(graph.replay({ ...letter, message }, { port: "messages" }), "the replay");
    graph.stop();
    assert((await within(graph.finished, "the end")).clean);
  }));

Deno.test("a file of dead letters is appended to, and part of a line stays a line of its own", () =>
  inFolder(async (folder) => {
    const path = `${folder}/letters`;
    await Deno.writeTextFile(path, '{"origin":"s/0","rea');
    const clock = { now: () => 17 };
    const letter = (origin: string, content: Line) => ({ origin, reason: "it is bad", content });
    const first = new DeadLetterFile(path, clock);
    first.append([]);
    first.append([
      letter("s/1", rawContent({ bytes: new TextEncoder().encode("tea\n"), key: "k" })),
      letter("s/2", messageContent({ cents: 2n ** 60n })),
    ]);
    first.append([letter("s/3", messageContent(Uint8Array.of(255)))]);
    const circle: unknown[] = [];
    circle.push(circle);
    new DeadLetterFile(path, clock).append([
      letter("s/4", messageContent(circle)),
      letter("s/5", messageContent(undefined)),
    ]);
    const [torn, ...lines] = (await Deno.readTextFile(path)).split("\n");
    assertEquals(torn, '{"origin":"s/0","rea');
    assertEquals(lines, [
      '{"origin":"s/1","reason":"it is bad","at":17,"key":"k","text":"tea\\n"}',
      '{"origin":"s/2","reason":"it is bad","at":17,"message":{"cents":1152921504606846976}}',
      '{"origin":"s/3","reason":"it is bad","at":17,"base64":"/w=="}',
      "",
      lines[4]!,
      '{"origin":"s/5","reason":"it is bad","at":17,"shown":"undefined"}',
      "",
    ]);
    assertEquals(Object.keys(JSON.parse(lines[4]!)), ["origin", "reason", "at", "shown"]);
  }));

Deno.test({
  name: "a file of dead letters that is not allowed is refused with its flag",
  permissions: { write: false },
  fn() {
    const error = assertThrows(() => new DeadLetterFile("dead.ndjson", Date), MisconfiguredError);
    const [start, end] = [
      "Cannot write dead letters to dead.ndjson: Requires write access",
      "; allow it by --allow-write=dead.ndjson",
    ];
    assertEquals([error.message.startsWith(start), error.message.endsWith(end)], [true, true]);
  },
});

Deno.test("a file of dead letters in a folder that is not there, or that is a folder, is refused", () =>
  inFolder(async (folder) => {
    const path = `${folder}/missing/letters`;
    const error = assertThrows(() => new DeadLetterFile(path, Date), MisconfiguredError);
    assertEquals(error.message.startsWith(`Cannot write dead letters to ${path}: `), true);
    assertEquals(
      error.message.endsWith("; make its folder, or correct the arg deadLetters"),
      true,
    );
    assertThrows(
      () => new DeadLetterFile(folder, Date),
      MisconfiguredError,
      "see to it that the file can be written",
    );
    await Promise.resolve();
  }));

Deno.test("a rehearsal writes no file of dead letters, and still has the letters", () =>
  inFolder(async (folder) => {
    const deadLetters = `${folder}/letters`;
    const script = new Script("dead letters").add({
      origin: "s/1",
      bytes: Uint8Array.of(255),
    } as never);
    {
      await using scene = await rehearse(texts, { args: { script: script.name, deadLetters } });
      await scene.advance("2 s");
      assertEquals(scene.deadLetters.length, 1);
    }
    newScript().puts.push((batch) => batch.map(() => ({ dead: "it is refused" })));
    {
      await using scene = await rehearse(store, { args: { deadLetters }, freshModules: false });
      scene.messages.send({ origin: "o/1", message: { n: 1 } } as never);
      await scene.advance("2 s");
      assertEquals(scene.deadLetters.length, 1);
    }
    assertEquals([...Deno.readDirSync(folder)], []);
    await Promise.resolve();
  }));

Deno.test("a deadLetters that is no path is a fault of the args", () => {
  const deadLetters = 5 as never;
  const source = assertThrows(
    () =>
      checkSourceArgs("A", scriptedSource, {
        ...SOURCE_ARGS,
        script: "s",
        forgets: false,
        deadLetters,
      }),
    MisconfiguredError,
  );
  const wires = { own: scripted, wire: scripted };
  const sink = assertThrows(
    () => checkedArgs("A", wires, { ...SINK_ARGS, table: "rows", deadLetters }),
    MisconfiguredError,
  );
  for (const { message } of [source, sink]) {
    assertEquals(message.split(": ")[1], "its deadLetters is 5, give a path");
  }
});
