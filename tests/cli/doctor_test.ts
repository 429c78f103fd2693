/** `doctor` with real processes that have some permissions. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Finding } from "../../src/cli/doctor/finding.ts";
import { deno } from "../../src/cli/doctor/runtime.ts";
import { NEEDED_DENO, VERSION } from "../../src/package.ts";
import { callCli, type CallOptions } from "./call_cli.ts";

const LINUX = Deno.build.os === "linux";
const NET = "--allow-net=127.0.0.1";

interface Report {
  readonly fit: boolean;
  readonly package: string;
  readonly deno: string;
  readonly findings: readonly Finding[];
}

/** Where the page would be served: a port that nobody has, unless a test says which. */
const ANY_PORT = { TELEMETRY_SERVER_PORT: "0" };

async function consult(
  permissions: readonly string[],
  args: readonly string[] = [],
  env: CallOptions["env"] = ANY_PORT,
): Promise<{ code: number; report: Report; states: Record<string, string> }> {
  const options = { permissions, env };
  const { code, stdout, stderr } = await callCli(["doctor", "--json", ...args], options);
  // What Deno says of its inspector, where a thread was ended.
  assertEquals(stderr.split("\n").filter((line) => !/^(Debugger|Visit|$)/.test(line)), []);
  const report = JSON.parse(stdout) as Report;
  const states = Object.fromEntries(report.findings.map(({ name, state }) => [name, state]));
  return { code, report, states };
}

function findingOf({ findings }: Report, name: string): Finding {
  const finding = findings.find((finding) => finding.name === name);
  assert(finding !== undefined, `there is no finding of ${name}`);
  return finding;
}

Deno.test("doctor with all permissions finds that everything works", async () => {
  const { code, report, states } = await consult(["-A"]);
  assertEquals(code, 0, JSON.stringify(report));
  assertEquals([report.fit, report.package, report.deno], [true, VERSION, Deno.version.deno]);
  const { nohup, processes, ...others } = states;
  assertEquals(others, {
    deno: "ok",
    memory: "ok",
    cores: "ok",
    read: "ok",
    graph: "ok",
    page: "ok",
    environment: "ok",
    hangs: "ok",
    sqlite: "ok",
    files: "ok",
  });
  if (LINUX) assertEquals([nohup, processes], ["ok", "ok"]);
});

Deno.test("doctor without any permission ends with code 69, asks for none, and says what to give for each", async () => {
  const { code, report, states } = await consult([]);
  assertEquals([code, report.fit], [69, false]);
  const { deno, memory, cores, sqlite, ...others } = states;
  assertEquals([deno, memory, cores, sqlite], ["ok", "ok", "ok", "ok"]);
  assertEquals(others, {
    read: "fails",
    graph: "fails",
    page: "fails",
    environment: "off",
    hangs: "off",
    files: "off",
    processes: "off",
    nohup: "off",
  });
  for (const name of ["graph", "page"]) {
    assertMatch(findingOf(report, name).text, /^it was not tried, because/);
  }
  const flags = {
    read: "--allow-read",
    environment: "--allow-env=TELEMETRY_SERVER_PORT,TELEMETRY_TOKEN",
    hangs: `--allow-sys and ${NET}`,
    files: "--allow-write=. and --allow-read=.",
    processes: "--allow-run=",
  };
  for (const [name, flag] of Object.entries(flags)) {
    assertStringIncludes(findingOf(report, name).mend ?? "", flag);
  }
});

Deno.test("doctor with what README says finds that all that is needed works", async () => {
  const { code, report, states } = await consult([
    ...["--allow-read", "--allow-sys", NET, "--allow-env=TELEMETRY_SERVER_PORT"],
  ]);
  assertEquals([code, report.fit], [0, true]);
  // Deno lets nobody else than -A read it, whatever it says before.
  assertEquals(states["nohup"], "off");
  const needed = ["deno", "memory", "read", "graph", "page", "hangs"];
  assertEquals(needed.map((name) => states[name]), needed.map(() => "ok"));
  assertEquals(states["environment"], "off");
  assertEquals(findingOf(report, "environment").text, "TELEMETRY_TOKEN is ignored");
});

Deno.test("doctor says how many workers a graph has that is packed onto the cores", async () => {
  const { report } = await consult([]);
  assertMatch(findingOf(report, "cores").text, RegExp(`^${navigator.hardwareConcurrency} thread`));
});

Deno.test("doctor needs no page where the program is to have none", async () => {
  const { code: without, report } = await consult(["--allow-read"]);
  assertEquals(without, 69);
  assertStringIncludes(findingOf(report, "page").mend!, `run with ${NET}`);
  const { code, states } = await consult(["--allow-read"], ["--no-telemetry"]);
  assertEquals([code, "page" in states, states["graph"]], [0, false, "ok"]);
});

Deno.test("doctor needs every path that the program writes to", async () => {
  const permissions = ["--allow-read", "--allow-write=/tmp/doctor/kept"];
  const call = ["--no-telemetry", "--write", "/tmp/doctor/kept/state.db"];
  assertEquals((await consult(permissions, call)).code, 0);
  const { code, report } = await consult(permissions, [...call, "--write=/tmp/doctor/lost"]);
  assertEquals(code, 69);
  const files = report.findings.filter(({ name }) => name === "files");
  assertEquals(files.map(({ state }) => state), ["ok", "fails"]);
  assertEquals(files[1]!.mend, "run with --allow-write=/tmp/doctor/lost");
});

Deno.test("doctor needs every host that the program connects to", async () => {
  const permissions = ["--allow-read", "--allow-net=alerts.test:443"];
  const call = ["--no-telemetry", "--connect", "alerts.test:443"];
  assertEquals((await consult(permissions, call)).code, 0);
  const { code, report } = await consult(permissions, [...call, "--connect=other.test"]);
  assertEquals(code, 69);
  const hosts = report.findings.filter(({ name }) => name === "connect");
  assertEquals(hosts.map(({ state, mend }) => [state, mend]), [
    ["ok", null],
    ["fails", "run with --allow-net=other.test"],
  ]);
});

Deno.test("doctor says that the port which somebody asked for is in use", async () => {
  using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = other.addr as Deno.NetAddr;
  const env = { TELEMETRY_SERVER_PORT: `${port}` };
  const { code, report } = await consult(["-A"], [], env);
  assertEquals(code, 69);
  assertMatch(findingOf(report, "page").mend!, new RegExp(`port ${port}: the port is in use`));
});

Deno.test("doctor says that the port which somebody asked for is none", async () => {
  const { code, report } = await consult(["-A"], [], { TELEMETRY_SERVER_PORT: "abc" });
  assertEquals(code, 69);
  assertMatch(findingOf(report, "page").mend!, /^TELEMETRY_SERVER_PORT is "abc", give a whole/);
});

Deno.test("doctor that may have the first port alone tries no other, which it would have to ask for", async () => {
  using _other = occupied(9900);
  const flags = ["--allow-read", "--allow-net=127.0.0.1:9900"];
  const { report } = await consult(flags, [], { TELEMETRY_SERVER_PORT: "" });
  const { state, mend } = findingOf(report, "page");
  // Whoever else had it may have given it back meanwhile.
  if (state !== "ok") assertMatch(mend!, /port 9900: the port is in use/);
});

Deno.test("doctor names the port that is served where the first is in use", async () => {
  using _other = occupied(9900);
  const { report } = await consult(["-A"], [], { TELEMETRY_SERVER_PORT: "" });
  const { state, text } = findingOf(report, "page");
  assertEquals(state, "ok");
  assertMatch(text, /:9900$|:99\d\d, since 9900 is in use$/);
});

/** Sees to it that somebody has that port. */
function occupied(port: number): Disposable {
  try {
    return Deno.listen({ hostname: "127.0.0.1", port });
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    return { [Symbol.dispose]() {} };
  }
}

Deno.test("doctor prints a line on each thing, and ends with a sum", async () => {
  const { code, stdout } = await callCli(["doctor", "--no-telemetry"], {
    permissions: ["--allow-read", "--allow-write"],
  });
  assertEquals(code, 0);
  const lines = stdout.trimEnd().split("\n");
  assertMatch(
    lines[0]!,
    /^ok +deno +this is \d+\.\d+\.\d+.*; [\d.]+ or newer is needed$/,
  );
  assertMatch(stdout, /^ok +graph +two actors ran in two workers, and ended$/m);
  assertMatch(stdout, /^off +hangs +.*; run with --allow-sys and --allow-net=127\.0\.0\.1$/m);
  assertEquals(lines.at(-1), "All that is needed works; 3 things are off");
});

Deno.test("doctor finds a Deno that is too old, and one that is new enough", () => {
  for (const version of ["1.46.3", "2.8.3", "2.9.0"]) {
    assertEquals(deno(version).state, "fails", version);
    assertEquals(deno(version).text, `this is ${version}, and ${NEEDED_DENO} or newer is needed`);
  }
  for (const version of ["2.9.1", "2.10.0", "3.0.0"]) {
    assertEquals(deno(version).state, "ok", version);
  }
});
