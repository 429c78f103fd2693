import { assert, assertEquals, assertThrows } from "@std/assert";
import { listen } from "../../src/telemetry/listen.ts";

const answer = (): Response => new Response("ok");
const never = new AbortController().signal;

/** Takes a port, with the next one free at that moment. */
function occupy(): Deno.TcpListener {
  return Deno.listen({ hostname: "127.0.0.1", port: 0 });
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
  assertThrows(
    () => listen({ port, explicit: true }, answer, never),
    Deno.errors.AddrInUse,
    `Cannot serve telemetry on port ${port}: the port is in use, stop the other process or choose another with --port`,
  );
});

Deno.test({
  name: "listen tells which permission is missing",
  permissions: { net: false },
  fn: () => {
    assertThrows(
      () => listen({ port: 9900, explicit: false }, answer, never),
      Deno.errors.NotCapable,
      "Cannot serve telemetry on port 9900: the program may not listen there, run it with --allow-net=127.0.0.1",
    );
  },
});
