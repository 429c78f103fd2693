/** A region file that cannot be used is refused in one sentence, and left as it is. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CHANNEL_VERSION } from "../../src/channel/ring/channel_layout.ts";
import { LEDGER_VERSION } from "../../src/region/ledger_layout.ts";
import { LETTERS_VERSION } from "../../src/region/letter_ring_layout.ts";
import {
  REGION_BOOT_BYTE,
  REGION_CANARY_WORD,
  REGION_HEADER_BYTES,
  REGION_STANDING_WORD,
} from "../../src/memory/region_layout.ts";
import { RegionHeader } from "../../src/region/header.ts";
import { JOURNAL_VERSION } from "../../src/turn/journal_layout.ts";
import { libcPaths } from "../../src/region/libc.ts";
import { KillField } from "./field.ts";
import type { Plant } from "./kill_points.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));

interface Said {
  readonly fault?: string;
  readonly state?: readonly Record<string, number>[];
  readonly told?: readonly string[];
  readonly ffi?: string;
}

async function attempt(
  args: readonly string[],
  { flags = ["-A"], folder = HERE }: {
    readonly flags?: readonly string[];
    readonly folder?: string;
  } = {},
): Promise<Said> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", ...flags, "--quiet", "--no-lock", "--no-check", "--no-prompt"],
      `${folder}/small_program.ts`,
      ...args,
    ],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert(text !== "", new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

/** Starts a graph in the file and kills its process while it runs. */
async function leave(file: string, ...variants: string[]): Promise<void> {
  const program = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", "--no-lock", "--no-check", `${HERE}/small_program.ts`],
      ...[file, "hold", ...variants],
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = program.stdout.getReader();
  await reader.read();
  program.kill("SIGKILL");
  await reader.cancel();
  await program.status;
}

const FOLDER = Deno.makeTempDirSync({ prefix: "region_refusals_" });
addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));
let files = 0;

function fileWith(content?: Uint8Array): string {
  const file = `${FOLDER}/${files++}.region`;
  if (content !== undefined) Deno.writeFileSync(file, content);
  return file;
}

const left: Uint8Array = await (async () => {
  const file = fileWith();
  await leave(file);
  return Deno.readFileSync(file);
})();

/** What is said of the region that was left, with a change, by a program that may be another. */
async function faultOf(
  change: (bytes: Uint8Array) => Uint8Array | void,
  ...variants: string[]
): Promise<string> {
  const bytes = left.slice();
  const changed = change(bytes) ?? bytes;
  const file = fileWith(changed);
  const { fault = "there was no fault" } = await attempt([file, ...variants]);
  // But for the word by which it was seen that memory and file are one.
  const after = Deno.readFileSync(file);
  const canary = REGION_CANARY_WORD * 4;
  after.set(changed.subarray(canary, canary + 4), canary);
  assert(after.length === changed.length && after.every((byte, i) => byte === changed[i]), fault);
  Deno.removeSync(file);
  return fault;
}

/** Makes a region one of another run of the machine. */
function reboot(bytes: Uint8Array): void {
  const header = new RegionHeader(bytes.buffer as ArrayBuffer);
  const text = bytes.slice(REGION_HEADER_BYTES, REGION_HEADER_BYTES + header.textBytes);
  header.fill(header.bytes, text, crypto.randomUUID(), header.epoch);
}

const wordAt = (bytes: Uint8Array, at: number) => new DataView(bytes.buffer).getInt32(at, true);

Deno.test("a region that was left is gone on with, and one that has ended is begun anew", async () => {
  const file = fileWith(left);
  const { state, told, ffi } = await attempt([file, "last"]);
  // The counter had come further than to its last number, and all that it had sent is added up.
  const { next } = state![0] as { next: number };
  assertEquals(state![1], { sum: next * (next - 1) / 2 });
  assert(next > 100);
  assert(told!.some((text) => text.includes("goes on from region file")), told!.join());
  assertEquals(ffi, "prompt", "the permission is given up");
  const again = await attempt([file]);
  assertEquals(again.state, [{ next: 100 }, { sum: 4950 }]);
  assertEquals(again.told!.filter((text) => text.includes("region")), []);
});

Deno.test("what was written before the machine started anew is not trusted, and that is told", async () => {
  const bytes = left.slice();
  reboot(bytes);
  const { state, told } = await attempt([fileWith(bytes)]);
  assertEquals(state, [{ next: 100 }, { sum: 4950 }]);
  const news = told!.filter((text) => text.includes("begins anew in region file"));
  assertStringIncludes(news.join(), "warn: begins anew");
  assertStringIncludes(news.join(), "the machine has started anew since it was written");
});

Deno.test("with durable state, the region counts; and what is durable where the region is not trusted", async () => {
  const file = fileWith();
  await leave(file, "durable");
  const bytes = Deno.readFileSync(file);
  const { state } = await attempt([file, "durable"]);
  const { next } = state![0] as { next: number };
  assertEquals(state![1], { sum: next * (next - 1) / 2 });
  // The last of what is durable is that sum. The counter is not durable, and begins at 0.
  reboot(bytes);
  Deno.writeFileSync(file, bytes);
  const anew = await attempt([file, "durable"]);
  assertEquals(anew.state, [{ next: 100 }, { sum: next * (next - 1) / 2 + 4950 }]);
});

Deno.test("a region of another graph is refused, with what differs", async () => {
  const none = () => {};
  const name = await faultOf(none, "other name");
  assertStringIncludes(name, 'cannot use region file "');
  assertStringIncludes(name, 'graph is "small" in the file and is "large" in the program');
  assertStringIncludes(name, "delete the file, which discards what is in it");
  assertStringIncludes(
    await faultOf(none, "longer", "refuse"),
    'channel "numbers" is u32, capacity 8, slots of 4 bytes in the file and is u32, capacity 16',
  );
  const renamed = await faultOf(none, "other channel", "refuse");
  assertStringIncludes(renamed, 'channel "numbers" is in the file and not in the program');
  assertStringIncludes(renamed, 'channel "figures" is in the program and not in the file');
  assertStringIncludes(
    await faultOf(none, "more", "refuse"),
    'actor "COUNTER 2" is in the program and not in the file',
  );
});

Deno.test("a region whose header was changed is refused", async () => {
  const of = (at: number, bit = 1) => faultOf((bytes) => void (bytes[at]! ^= bit));
  assertStringIncludes(await of(0), "it is no region of a graph, or its beginning was overwritten");
  assertStringIncludes(await of(4), "it has layout version 2, and this package reads version 3");
  assertStringIncludes(await of(12), "its header was changed by others");
  assertStringIncludes(await of(20), "its header was changed by others");
  assertStringIncludes(await of(50), "its header was changed by others");
  assertStringIncludes(await of(92), "its header was changed by others");
  assertStringIncludes(await of(REGION_BOOT_BYTE), "its header was changed by others");
  // Whether the graph has ended: it must not be taken for one that has.
  assertStringIncludes(await of(REGION_STANDING_WORD * 4), "its header was changed by others");
  assertStringIncludes(await of(140), "the description of its graph was changed by others");
  assertStringIncludes(await faultOf((bytes) => void bytes.fill(0, 0, 4096)), "it is no region");
});

Deno.test("a region that was cut off, or has grown, is refused", async () => {
  const cut = await faultOf((bytes) => bytes.slice(0, bytes.length - 65_536));
  assertStringIncludes(cut, `it was cut off: it had ${left.length} bytes and has`);
  assertStringIncludes(await faultOf((bytes) => bytes.slice(0, 100)), "it is no region");
  const longer = await faultOf((bytes) => Uint8Array.from([...bytes, 0]));
  assertStringIncludes(longer, `it has ${left.length + 1} bytes and should have ${left.length}`);
});

Deno.test("a region that was changed behind its header is refused wherever the graph finds its way by it", async () => {
  const places = placesIn();
  const zeroed = (at: number) => faultOf((bytes) => void bytes.fill(0, at, at + 128));
  assertStringIncludes(await zeroed(places.channel), 'channel "numbers" is damaged: its measures');
  assertStringIncludes(
    await zeroed(places.journal),
    'the journal of actor "COUNTER" is damaged: it is not laid out as the plan says',
  );
  assertStringIncludes(await zeroed(places.state), 'the state of actor "COUNTER" is damaged');
  assertStringIncludes(await zeroed(places.ledger), "what its host had written down is damaged");
  assertStringIncludes(await zeroed(places.letters), "its dead letters are damaged");
  const flipped = (at: number, bit: number) => faultOf((bytes) => void (bytes[at]! ^= bit));
  // HEAD, CLOSED and ABANDONED of the channel; COMMITTED and GENERATION of the journal; FATE; NEXT of the letters.
  assertStringIncludes(await flipped(places.channel + 129, 64), "it would hold");
  assertStringIncludes(await flipped(places.channel + 132, 8), "what its ends say");
  assertStringIncludes(await flipped(places.channel + 261, 8), "what its ends say");
  assertStringIncludes(await flipped(places.journal + 14, 1), "would follow on turn");
  assertStringIncludes(await flipped(places.journal + 9, 1), "would be at work");
  assertStringIncludes(await flipped(places.ledger + 128, 8), "what its host had written down");
  assertStringIncludes(await flipped(places.letters + 12, 4), "its dead letters are damaged");
});

/** Where things are: found by what each begins with, on the multiples of 128 at which structures start. */
function placesIn(): Record<"channel" | "journal" | "state" | "ledger" | "letters", number> {
  const find = (...words: readonly number[]) => {
    for (let at = 128; at < left.length; at += 128) {
      if (words.every((word, i) => wordAt(left, at + i * 4) === word)) return at;
    }
    throw new Error(`Cannot find ${words.join(" ")} in the region`);
  };
  const journal = find(JOURNAL_VERSION, 1, 0);
  return {
    channel: find(CHANNEL_VERSION, 8, 8, 0),
    journal,
    // The counter's state is what comes next.
    state: journal + 128,
    ledger: find(LEDGER_VERSION, 2, 2),
    letters: find(LETTERS_VERSION, 2 ** 22),
  };
}

Deno.test("a file that is none of ours, or no file, is refused", async () => {
  const alien = fileWith(new TextEncoder().encode("a,b,c\n".repeat(100)));
  assertStringIncludes((await attempt([alien])).fault!, "it is no region of a graph");
  assertEquals(Deno.readTextFileSync(alien), "a,b,c\n".repeat(100));
  assertStringIncludes((await attempt([FOLDER])).fault!, "it is no file");
  assertStringIncludes(
    (await attempt([`${FOLDER}/nowhere/x.region`])).fault!,
    "its folder is not there, make it",
  );
  assertStringIncludes((await attempt(["/dev/shm/x.region"])).fault!, "below /dev");
  // Root may write everything, so somebody else tries.
  Deno.chmodSync(FOLDER, 0o755);
  Deno.chmodSync(alien, 0o444);
  const nobody = await attempt([alien, "nobody"]);
  assertStringIncludes(nobody.fault!, "it may not be written, by the system's own rules");
});

Deno.test("a region that another has is refused, and is free once its process is dead", async () => {
  const file = fileWith();
  const twice = await attempt([file, "twice", "hold"]);
  assertStringIncludes(twice.fault ?? "", "another process, or another graph of this one, has it");
});

Deno.test("what permission is missing is said", async () => {
  const file = fileWith();
  const libc = libcPaths()[0]!;
  const read = ["--allow-read", "--allow-sys"];
  const ffi = await attempt([file], { flags: [...read, `--allow-write=${FOLDER}`] });
  assertStringIncludes(ffi.fault!, `it takes --allow-ffi=${libc}`);
  const write = await attempt([file], { flags: [...read, `--allow-ffi=${libc}`] });
  assertStringIncludes(write.fault!, `--allow-write=${file}`);
  const all = await attempt([file, "sync"], {
    flags: [...read, `--allow-ffi=${libc}`, `--allow-write=${FOLDER}`],
  });
  assertEquals(all.state, [{ next: 100 }, { sum: 4950 }]);
  assertEquals(all.ffi, "prompt");
  assertEquals(Deno.statSync(file).mode! & 0o777, 0o600);
});

Deno.test("a graph in a file is prepared before its telemetry is asked for", async () => {
  const { fault } = await attempt([fileWith(), "unprepared"]);
  assertStringIncludes(fault!, "it lies in a file, await its prepare() first");
});

const ELSEWHERE: readonly (Plant & { readonly said: string })[] = [
  {
    name: "another system",
    file: "src/region/region_file.ts",
    find: "const { os } = Deno.build;",
    replace: 'const os: string = "darwin";',
    said: "this is darwin, and only Linux is supported",
  },
  {
    name: "an engine whose pages are not exchanged",
    file: "src/region/mapping.ts",
    find: "const MAP_SHARED_FIXED = 0x11;",
    replace: "const MAP_SHARED_FIXED = 0x12;",
    said: "its pages do not take the place of the memory's in this version of Deno",
  },
  {
    name: "a file system that maps nothing",
    file: "src/region/mapping.ts",
    find: "const MAP_SHARED_FIXED = 0x11;",
    replace: "const MAP_SHARED_FIXED = 0x10;",
    said: "its file system does not let it be mapped",
  },
  {
    name: "a full disk",
    file: "src/region/region_file.ts",
    find: "const failed = this.#libc.posix_fallocate(this.#file.descriptor, 0n, BigInt(size));",
    replace:
      "const failed = this.#libc.posix_fallocate(this.#file.descriptor, 0n, BigInt(size)) || ENOSPC;",
    said: "there is no room for its",
  },
];

Deno.test("where it cannot be mapped, nothing starts", async () => {
  for (const plant of ELSEWHERE) {
    using field = new KillField([plant]);
    const { fault } = await attempt([fileWith()], { folder: `${field.path}/tests/region` });
    assertStringIncludes(fault ?? `${plant.name}: no fault`, "cannot use region file");
    assertStringIncludes(fault!, plant.said);
  }
});
