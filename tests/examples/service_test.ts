import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { within } from "../fixtures/watch.ts";

const MAIN = new URL("../../examples/06_service/main.ts", import.meta.url);
const FLAGS = ["--allow-sys", "--allow-net=127.0.0.1", "--allow-read"];

/** Starts example 06 on ports that are free. */
function start(...args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-check", "--quiet", ...FLAGS],
      ...["--allow-env=TELEMETRY_SERVER_PORT", MAIN.href, "--http", "0", "--port", "0", ...args],
    ],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("example 06 answers over HTTP, refuses what it cannot make, and tells what happens, though its staff dies", async () => {
  await using program = start("--cup", "1", "--crash", "3");
  const errors = new Response(program.stderr).text();
  let said = "";
  const address = Promise.withResolvers<string>();
  const end = (async () => {
    for await (const part of program.stdout.pipeThrough(new TextDecoderStream())) {
      said += part;
      const [found] = /http:\/\/\S+\/orders/.exec(said) ?? [];
      if (found !== undefined) address.resolve(found);
    }
  })();
  const url = await within(address.promise, "its address");
  const order = async (body: string): Promise<[status: number, body: string]> => {
    const response = await within(fetch(url, { method: "POST", body }), "an answer");
    return [response.status, await response.text()];
  };
  const cups = Array.from({ length: 20 }, (_, n) => 1 + n % 10);
  const answers = await Promise.all(
    cups.map((cups, n) =>
      order(JSON.stringify({ customer: `customer ${n % 3}`, item: "tea", cups }))
    ),
  );
  assertEquals(
    answers.map(([status, body]) => [status, JSON.parse(body).cents]),
    cups.map((cups) => [200, 250 * cups]),
  );
  assertEquals(await order(`{"customer":"Ada","item":"beer","cups":1}`), [
    422,
    "there is no beer, there are tea, coffee, cocoa",
  ]);
  assertEquals(await order("{"), [400, "the body is no JSON"]);
  program.kill("SIGINT");
  const { code } = await within(program.status, "its end");
  await end;
  assertEquals(code, 0, said + await errors);
  assertStringIncludes(said, "\n→ customer 0: 1 × tea\n");
  assertMatch(said, /\n← customer 0: 1 × tea: receipt \d+ of barista \d, 250 cents, \d+ ms\n/);
  assertMatch(said, /\n← Ada: 1 × beer: refused, Call \S+ was refused: there is no beer/);
  assertStringIncludes(said, "\n21 asked, 21 answered, 0 without an answer\n");
});

Deno.test("example 06 says so when the port of its bar is in use", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using program = start("--http", String(taken.addr.port));
  const errors = new Response(program.stderr).text();
  const { code } = await within(program.status, "its end");
  await program.stdout.cancel();
  assertEquals(code, 2);
  assertMatch(
    await errors,
    /^Cannot open the bar: port \d+ of 127.0.0.1 is in use, give another: --http 0 takes any free one$/m,
  );
});
