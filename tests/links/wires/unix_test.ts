/** Sockets in the file system: who may connect, and what becomes of files that somebody has left there. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type LinkConnection,
  LinkLostError,
  LinkMisconfiguredError,
  type UnixLinkAddress,
} from "../../../src/links/link.ts";
import { linkWires } from "../../../src/links/wires.ts";

const NEVER = new AbortController().signal;
const wires = linkWires();

function unixTest(name: string, fn: (folder: string) => Promise<void>): void {
  Deno.test({
    name: `links over Unix sockets: ${name}`,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "links-" });
      try {
        await fn(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

function modeOf(path: string): number {
  return (Deno.lstatSync(path).mode ?? 0) & 0o777;
}

function address(path: string, mode?: number): UnixLinkAddress {
  return { wire: "unix", path, ...(mode === undefined ? {} : { mode }) };
}

async function works(at: UnixLinkAddress, accept: () => Promise<LinkConnection>): Promise<void> {
  const [dialler, listening] = await Promise.all([wires.dial(at, NEVER), accept()]);
  await dialler.send([new Uint8Array([1])]);
  assertEquals(await listening.receive(), new Uint8Array([1]));
  dialler.close();
  listening.close();
}

unixTest("the owner alone may connect, or whom the mode lets", async (folder) => {
  for (const mode of [undefined, 0o660, 0o600]) {
    const at = address(`${folder}/${mode}.sock`, mode);
    const listener = await wires.listen(at, () => {});
    assertEquals(modeOf(at.path), mode ?? 0o600);
    await works(at, () => listener.accept(NEVER));
    listener.close();
    assertEquals([...Deno.readDirSync(folder)], [], "nothing is left");
  }
});

unixTest("who came while the umask let everybody in is not let in", async (folder) => {
  const path = `${folder}/open.sock`;
  const before = Deno.umask(0);
  try {
    // Whoever finds the file before its mode is set is in the queue before the listener has looked.
    const chmod = Deno.chmodSync;
    const early: Deno.Conn[] = [];
    const began: Promise<unknown>[] = [];
    Deno.chmodSync = (file, mode) => {
      began.push(Deno.connect({ transport: "unix", path }).then((conn) => early.push(conn)));
      chmod(file, mode);
    };
    let listener;
    try {
      listener = await wires.listen(address(path), () => {});
    } finally {
      Deno.chmodSync = chmod;
    }
    await Promise.all(began);
    assertEquals(early.length, 1);
    assertEquals(await early[0]!.read(new Uint8Array(1)), null);
    await works(address(path), () => listener.accept(NEVER));
    early[0]!.close();
    listener.close();
  } finally {
    Deno.umask(before);
  }
});

unixTest("a file that a killed process has left is replaced", async (folder) => {
  const path = `${folder}/stale.sock`;
  const program = `Deno.listen({ transport: "unix", path: ${JSON.stringify(path)} });
    console.log("listens"); setTimeout(() => {}, 1e6);`;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", program],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = process.stdout.getReader();
  await reader.read();
  // It lives: nobody takes its place.
  const error = await assertRejects(() => wires.listen(address(path), () => {}), LinkLostError);
  assertEquals(
    error.message,
    `a living process listens at ${path} already: stop it or give another path`,
  );
  process.kill("SIGKILL");
  await process.status;
  await reader.cancel();
  assert(Deno.lstatSync(path).isSocket);
  await assertRejects(
    () => wires.dial(address(path), NEVER),
    LinkLostError,
    "nobody listens there: the process that made the file has ended",
  );
  const listener = await wires.listen(address(path), () => {});
  assertEquals(modeOf(path), 0o600);
  await works(address(path), () => listener.accept(NEVER));
  listener.close();
});

unixTest("a file of another kind is left alone", async (folder) => {
  const path = `${folder}/notes.txt`;
  Deno.writeTextFileSync(path, "kept");
  await assertRejects(
    () => wires.listen(address(path), () => {}),
    LinkMisconfiguredError,
    "there is something that is no socket, give another path",
  );
  assertEquals(Deno.readTextFileSync(path), "kept");
});

unixTest(
  "whoever is told that another begins to listen tries again, also where that one is done already",
  async (folder) => {
    const path = `${folder}/done.sock`;
    const { mkdir } = Deno;
    Deno.mkdir = () => Promise.reject(new Deno.errors.AlreadyExists("the mark of the other one"));
    try {
      await assertRejects(
        () => wires.listen(address(path), () => {}),
        LinkLostError,
        "another process begins to listen",
      );
    } finally {
      Deno.mkdir = mkdir;
    }
  },
);

unixTest("two that begin at once do not both listen", async (folder) => {
  const path = `${folder}/both.sock`;
  const begun = await Promise.allSettled(
    Array.from({ length: 8 }, () => wires.listen(address(path), () => {})),
  );
  const listening = begun.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
  assertEquals(listening.length, 1);
  for (const one of begun) {
    if (one.status === "fulfilled") continue;
    assertMatch(one.reason.message, /begins to listen at|listens at \S+ already/);
  }
  const dialler = await wires.dial(address(path), NEVER);
  await dialler.send([new Uint8Array([1])]);
  // Others have asked whether somebody is there, and said goodbye.
  let frame: Uint8Array | undefined;
  while (frame === undefined) frame = await (await listening[0]!.accept(NEVER)).receive();
  assertEquals(frame, new Uint8Array([1]));
  dialler.close();
  listening[0]!.close();
});

unixTest("what a death in the middle of it leaves is taken away", async (folder) => {
  const path = `${folder}/abandoned.sock`;
  const mark = `${path}.new`;
  Deno.mkdirSync(mark);
  await assertRejects(
    () => wires.listen(address(path), () => {}),
    LinkLostError,
    `another process begins to listen at ${path} at this moment`,
  );
  const longAgo = new Date(Date.now() - 60_000);
  Deno.utimeSync(mark, longAgo, longAgo);
  const listener = await wires.listen(address(path), () => {});
  await works(address(path), () => listener.accept(NEVER));
  listener.close();
});

unixTest("nobody there, no folder, no leave to write: each is said", async (folder) => {
  await assertRejects(
    () => wires.dial(address(`${folder}/none.sock`), NEVER),
    LinkLostError,
    "nobody listens there: there is no such file",
  );
  await assertRejects(
    () => wires.listen(address(`${folder}/none/a.sock`), () => {}),
    LinkMisconfiguredError,
    "its folder is not there, make it or give another path",
  );
});

unixTest("what is not allowed is said with the flags that allow it", async (folder) => {
  const path = `${folder}/a.sock`;
  const program = new URL("./unix_program.ts", import.meta.url);
  const flags = [
    `--allow-read=${path},${path}.new`,
    `--allow-write=${path},${path}.new`,
    `--allow-net=unix:${path}`,
  ];
  const run = async (flags: readonly string[]) => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-lock", "--no-check", ...flags, program.href, path],
      stderr: "inherit",
    }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  const listens =
    `Cannot listen at ${path}: allow it by --allow-net=unix:${path} --allow-read=${path},${path}.new --allow-write=${path},${path}.new`;
  assertEquals(await run([]), listens);
  assertEquals(await run(flags.slice(0, 2)), listens);
  assertEquals(await run(flags), "linked");
});
