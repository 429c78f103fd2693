import { filesSink, filesSource } from "../../../src/connectors/files/mod.ts";
import type { Bed, Found } from "../contract/beds.ts";

const LANES = 3;
const NEWLINE = 10;
const RETURN = 13;

const NO_SERVER = "there is no server but the file system";
const NO_NETWORK = "there is no network in between";
const NO_LOGIN = "files have owners, and no logins";

const module = new URL("../../../src/connectors/files/mod.ts", import.meta.url).href;

const common = {
  wire: "files",
  server: `the file system of ${Deno.build.os}`,
  start: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
} as const;

const cannot = {
  "wrong credentials": NO_LOGIN,
  "restart": NO_SERVER,
  "kill server": NO_SERVER,
  "cut": NO_NETWORK,
  "black hole": NO_NETWORK,
  "latency": NO_NETWORK,
} as const;

/** Both ends of files. */
export const beds: readonly Bed[] = [
  {
    ...common,
    end: "source",
    kind: filesSource,
    lanes: LANES,
    process: { module, exportName: "filesSource" },
    cannot: { ...cannot, "members": "one source reads a file, and another one is kept out" },
    accepts: (bytes) => !bytes.includes(NEWLINE) && bytes.at(-1) !== RETURN,
    unknownTopic: (args) => ({ ...args, path: `${args["path"]}.d/nowhere/*.log` }),
    async fresh() {
      const folder = await Deno.makeTempDir();
      return {
        args: { path: `${folder}/*.log`, pollMs: 50 },
        async publish(messages) {
          for (const { lane, bytes } of messages) {
            const line = new Uint8Array([...bytes, NEWLINE]);
            await Deno.writeFile(`${folder}/lane-${lane}.log`, line, { append: true });
          }
        },
        dispose: () => Deno.remove(folder, { recursive: true }),
      };
    },
  },
  {
    ...common,
    end: "sink",
    kind: filesSink,
    dedups: true,
    ordered: true,
    process: { module, exportName: "filesSink" },
    cannot,
    accepts: (bytes) => !bytes.includes(NEWLINE),
    unknownTopic: (args) => ({ ...args, path: `${args["path"]}.d/nowhere.txt` }),
    async fresh() {
      const folder = await Deno.makeTempDir();
      await Deno.writeTextFile(`${folder}/lines.txt.d`, "a file, and no folder");
      return {
        args: { path: `${folder}/lines.txt`, rollBytes: 60 },
        item: (bytes) => bytes,
        refused: () => "two\nlines",
        read: () => linesIn(folder),
        dispose: () => Deno.remove(folder, { recursive: true }),
      };
    },
  },
];

/** The lines of all files of a sink, in order, of the one that is being written too. */
async function linesIn(folder: string): Promise<Found[]> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => /^lines-\d+/.test(name)).toSorted();
  const found: Found[] = [];
  for (const name of names) {
    const bytes = await Deno.readFile(`${folder}/${name}`);
    for (let at = 0; at < bytes.length;) {
      const end = bytes.indexOf(NEWLINE, at);
      found.push({ bytes: bytes.slice(at, end) });
      at = end + 1;
    }
  }
  return found;
}
