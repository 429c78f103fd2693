import { assert, assertEquals, assertMatch } from "@std/assert";
import { filesFolder, runExample } from "../../tests/fixtures/example.ts";
import { natsProgram } from "../08_pipeline/nats_server.ts";
import { storedIn } from "../08_pipeline/table.ts";

const RIGHT = "Each order is in the table once, at its price.";

const noNats = natsProgram("") === undefined ? ": there is no nats-server" : "";

/** Four ports in a row that nobody has. */
function freePorts(): number {
  for (let port = 20_000 + Math.floor(Math.random() * 10_000);; port += 4) {
    const held: Deno.Listener[] = [];
    try {
      for (let i = 0; i < 4; i++) {
        held.push(Deno.listen({ hostname: "127.0.0.1", port: port + i }));
      }
      return port;
    } catch {
      // One of them is taken.
    } finally {
      held.forEach((listener) => listener.close());
    }
  }
}

/** The program, with what it needs. */
async function runProgram(
  dir: string,
  args: readonly string[],
  whileItRuns: (program: Deno.ChildProcess) => void = () => {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return await runExample(
    "09_pods",
    [`--dir=${dir}`, `--port=${freePorts()}`, ...args],
    [`--allow-write=${dir}`, "--allow-env=STEADY_SERVERS,PATH", "--allow-run"],
    whileItRuns,
  );
}

Deno.test("example 09 has each order in the table once, over sockets, though pods are killed", async () => {
  await using dir = await filesFolder();
  const args = ["--sockets", "--orders=400", "--kill=3"];
  const { code, stdout, stderr } = await runProgram(`${dir}`, args);
  assertEquals(code, 0, stdout + stderr);
  assertMatch(stdout, /^Killed \w+, 1 of 3 times: \d+ of 400 orders are in the table$/m);
  assert(stdout.includes("400 rows of 400 orders"), stdout);
  assert(stdout.includes(RIGHT), stdout);
  const again = await runProgram(`${dir}`, args);
  assertEquals(again.code, 0, again.stdout + again.stderr);
  assertMatch(again.stdout, /^All 400 orders are in the table of .* --again begins anew$/m);
});

Deno.test({
  name:
    `example 09 has each order in the table once, over JetStream, though pods are killed${noNats}`,
  ignore: noNats !== "",
  async fn() {
    await using dir = await filesFolder();
    const { code, stdout, stderr } = await runProgram(`${dir}`, ["--orders=400", "--kill=3"]);
    assertEquals(code, 0, stdout + stderr);
    assertMatch(stdout, /^The pods are joined over NATS at nats:\/\/127\.0\.0\.1:\d+, by .+$/m);
    assertMatch(stdout, /^Killed \w+, 1 of 3 times: \d+ of 400 orders are in the table$/m);
    assert(stdout.includes("400 rows of 400 orders"), stdout);
    assert(stdout.includes(RIGHT), stdout);
  },
});

Deno.test("example 09 goes on where it was stopped", async () => {
  await using dir = await filesFolder();
  const args = ["--sockets", "--orders=300"];
  const stopped = await runProgram(`${dir}`, args, (program) => {
    const looking = setInterval(() => {
      if (storedIn(`${dir}`) === 0) return;
      clearInterval(looking);
      program.kill("SIGINT");
    }, 20);
  });
  assertEquals(stopped.code, 1, stopped.stdout + stopped.stderr);
  assertMatch(stopped.stdout, /^\d+ of 300 orders are in the table: start it again to go on$/m);
  const { code, stdout, stderr } = await runProgram(`${dir}`, args);
  assertEquals(code, 0, stdout + stderr);
  assert(stdout.includes(RIGHT), stdout);
});
