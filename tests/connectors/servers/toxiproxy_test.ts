import { assert, assertEquals, assertRejects } from "@std/assert";
import { freePort } from "./find.ts";
import { type BadNetwork, noToxiproxy, startToxiproxy } from "./toxiproxy.ts";

/** A server that says again what it hears. */
function echo(port: number): AsyncDisposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port });
  const served: Promise<void>[] = [];
  const serving = (async () => {
    for (;;) {
      try {
        served.push(serve(await listener.accept()));
      } catch (error) {
        // One that was reset before it was accepted; any other error is the end.
        if (!(error instanceof Deno.errors.NotConnected)) return;
      }
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
      await Promise.all(served);
    },
  };
}

async function serve(connection: Deno.TcpConn): Promise<void> {
  const heard = new Uint8Array(64);
  try {
    for (;;) {
      const count = await connection.read(heard);
      if (count === null) break;
      await connection.write(heard.subarray(0, count));
    }
  } catch {
    // The client's end of it is what the test looks at.
  } finally {
    connection.close();
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);

async function connected(network: BadNetwork): Promise<Deno.TcpConn> {
  return await Deno.connect({ hostname: "127.0.0.1", port: network.port });
}

/** What comes back for a word: the word itself, or how it failed. */
async function answerTo(connection: Deno.TcpConn, word: string): Promise<string> {
  const into = new Uint8Array(64);
  try {
    await connection.write(bytes(word));
    const count = await connection.read(into);
    return count === null ? "ended" : new TextDecoder().decode(into.subarray(0, count));
  } catch (error) {
    return (error as Error).name;
  }
}

Deno.test({
  name: noToxiproxy ?? "toxiproxy makes a way late, silent, cut and reset, and well again",
  ignore: noToxiproxy !== undefined,
  async fn() {
    await using toxiproxy = await startToxiproxy();
    const upstream = freePort();
    const network = await toxiproxy.proxy(upstream);
    await using _server = echo(upstream);

    using first = await connected(network);
    assertEquals(await answerTo(first, "well"), "well");
    await network.latency(80);
    const asked = performance.now();
    assertEquals(await answerTo(first, "late"), "late");
    assert(performance.now() - asked >= 79, "the answer came at once");
    await network.heal();

    await network.blackHole();
    using second = await connected(network);
    const unheard = answerTo(second, "anybody?");
    const silent = await Promise.race([
      unheard,
      new Promise((resolve) => setTimeout(resolve, 100, "nothing")),
    ]);
    assertEquals(silent, "nothing");
    await network.heal();
    assertEquals(await unheard, "ended");

    using third = await connected(network);
    assertEquals(await answerTo(third, "again"), "again");
    await network.cut();
    assertEquals(await answerTo(third, "there?"), "ended");
    await assertRejects(() => connected(network), Deno.errors.ConnectionRefused);
    await network.heal();

    using fourth = await connected(network);
    assertEquals(await answerTo(fourth, "again"), "again");
    await network.reset();
    assertEquals(await answerTo(fourth, "there?"), "ended");
    using fifth = await connected(network);
    assertEquals(await answerTo(fifth, "there?"), "ConnectionReset");
    await network.heal();
    using sixth = await connected(network);
    assertEquals(await answerTo(sixth, "well"), "well");
  },
});
