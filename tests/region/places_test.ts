/**
 * Places at which a region cannot be, by real mounts: of a disk that is full, of one that may not be written, of one that maps nothing. They are
 * made in a name space of their own, and go with the process. It takes root on Linux; elsewhere these tests are left out.
 */
import { fileURLToPath } from "node:url";
import { assertEquals, assertStringIncludes } from "@std/assert";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const FOLDER = Deno.makeTempDirSync({ prefix: "region_places_" });
addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));

const DENO = `"${Deno.execPath()}" run -A --quiet --no-lock --no-check --no-prompt`;
const START = `${DENO} "${HERE}small_program.ts"`;

/** Runs a script where mounts are seen by nobody else. Returns what it printed. */
async function alone(script: string): Promise<{ code: number; text: string; error: string }> {
  const { code, stdout, stderr } = await new Deno.Command("unshare", {
    args: ["--mount", "sh", "-ec", script],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const [text, error] = [stdout, stderr].map((out) => new TextDecoder().decode(out));
  return { code, text: text as string, error: error as string };
}

async function mayMount(): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  try {
    const { code } = await alone(`mount -t tmpfs -o size=64k none "${FOLDER}"`);
    return code === 0;
  } catch {
    return false;
  }
}

const isThere = (path: string) => {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
};
const ignore = !await mayMount();

/** Says a script that mounts a disk of so much at a folder, and goes on there. */
const onDisk = (size: string, script: string) =>
  `mkdir -p "${FOLDER}/disk"; mount -t tmpfs -o size=${size} none "${FOLDER}/disk"; cd "${FOLDER}/disk"; ${script}`;

/** Leaves a region at that path. */
const leave = (path: string) =>
  `mkfifo "${FOLDER}/said"; ${START} "${path}" hold > "${FOLDER}/said" & read line < "${FOLDER}/said"; kill -9 $!; wait $! || rm "${FOLDER}/said"`;

Deno.test({
  name: "on a disk that is full no graph starts, and only the beginning of a region is left",
  ignore,
  async fn() {
    const { text, error } = await alone(onDisk("1m", `${START} x.region; stat -c %s x.region`));
    const [said, size] = text.trimEnd().split("\n");
    assertStringIncludes(said!, "there is no room for its 4259840 bytes, make room", error);
    // The beginning of one that is being made: the next start makes it anew.
    assertEquals(size, "128");
  },
});

Deno.test({
  name:
    "a program that has changed is refused where there is no room for a second region, and the first stays",
  ignore,
  async fn() {
    const script = `${leave("x.region")}; sha256sum x.region; ${START} x.region longer; ` +
      `sha256sum x.region; ls; mount -o remount,size=16m .; ${START} x.region longer; ls`;
    const { text, error } = await alone(onDisk("6m", script));
    const [before, refused, after, only, done, last] = text.trimEnd().split("\n");
    assertStringIncludes(refused!, "cannot be carried over by way of a file beside it", error);
    assertStringIncludes(refused!, "there is no room for its 4259840 bytes");
    assertEquals(before, after);
    assertEquals([only, last], ["x.region", "x.region"]);
    assertStringIncludes(done!, '"state"');
  },
});

Deno.test({
  name: "on a disk that may not be written no graph goes on",
  ignore,
  async fn() {
    const script = `${leave("x.region")}; mount -o remount,ro .; ${START} x.region`;
    const { text, error } = await alone(onDisk("16m", script));
    assertStringIncludes(text, "it may not be written, by the system's own rules", error);
  },
});

Deno.test({
  name: "on a disk that maps nothing no graph starts",
  ignore: ignore || !isThere("/dev/fuse"),
  async fn() {
    const options = "fd=3,rootmode=40000,user_id=0,group_id=0,allow_other";
    const script = `mkdir -p "${FOLDER}/fuse"; exec 3<>/dev/fuse; ` +
      `mount -i -t fuse -o ${options} none "${FOLDER}/fuse"; ` +
      `${DENO} "${HERE}mapless_disk.ts" & ${START} "${FOLDER}/fuse/x.region"; kill -9 $!`;
    const { text, error } = await alone(script);
    assertStringIncludes(text, "its file system does not let it be mapped, give a path", error);
  },
});
