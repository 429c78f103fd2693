import { assert, assertEquals, assertThrows } from "@std/assert";
import { listen } from "../../src/telemetry/http/listen.ts";

const answer = (): Response => new Response("ok");
const never = new AbortController().signal;

/** Takes a port, with the next one free at that moment. */
function occupy(): Deno.TcpListener {
  return Deno.listen({ hostname: "127.0.0.1", port: 0 });
}

function occupyLast(): Deno.TcpListener | undefined {
  try {
    return Deno.listen({ hostname: "127.0.0.1", port: 65535 });
  } catch {
    return undefined;
  }
}

/** Expects an error that shows what it says and nothing else: no stack, no cause. */
function assertPlain(error: Error): void {
  assertEquals(error.stack, `${error.name}: ${error.message}`);
  assertEquals(error.cause, undefined);
}

Deno.test("listen walks up from a port that is in use when nobody asked for it", async () => {
  using taken = occupy();
  const { port } = taken.addr as Deno.NetAddr;
  const server = listen({ port, explicit: false }, answer, never);
  assert(server.addr.port > port, `bound ${server.addr.port}`);
  assertEquals(server.addr.hostname, "127.0.0.1");
  await server.shutdown();
});

Deno.test("listen never takes another port than the one asked for", () => {
  using taken = occupy();
  const { port } = taken.addr as Deno.NetAddr;
  const error = assertThrows(
    () => listen({ port, explicit: true }, answer, never),
    Deno.errors.AddrInUse,
    `Cannot serve telemetry on port ${port}: the port is in use, stop the other process or choose another with option telemetry.port or TELEMETRY_SERVER_PORT`,
  );
  assertPlain(error);
});

Deno.test("listen tells when there is no free port up to the last one", () => {
  using taken = occupyLast();
  if (taken === undefined) return; // Somebody else has it: the error is the same, the proof is not ours.
  const error = assertThrows(
    () => listen({ port: 65535, explicit: false }, answer, never),
    Deno.errors.AddrInUse,
    "Cannot serve telemetry on ports 65535 to 65535: all are in use, choose a free one with option telemetry.port or TELEMETRY_SERVER_PORT",
  );
  assertPlain(error);
});

Deno.test({
  name: "listen tells which permission is missing",
  permissions: { net: false },
  fn: () => {
    const error = assertThrows(
      () => listen({ port: 9900, explicit: false }, answer, never),
      Deno.errors.NotCapable,
      "Cannot serve telemetry on port 9900: the program may not listen there, run it with --allow-net=127.0.0.1",
    );
    assertPlain(error);
  },
});

Deno.test("a program that may not listen ends with one line that says so", async () => {
  const program = new URL("./fixtures/serve_once.ts", import.meta.url).href;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-lock", "--no-check", "--no-prompt", "--quiet", "--allow-read", program],
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(code, 1);
  assertEquals(
    new TextDecoder().decode(stderr),
    "error: Uncaught (in promise) NotCapable: Cannot serve telemetry on port 0: the program may not listen there, " +
      "run it with --allow-net=127.0.0.1\n",
  );
});
