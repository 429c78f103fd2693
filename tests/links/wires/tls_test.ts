/** Who is let in by TLS, who is not, and what is said of it: on the side that refuses in a sentence, with dates and this machine's clock. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type LinkAddress,
  LinkLostError,
  LinkMisconfiguredError,
} from "../../../src/links/link.ts";
import { linkWires } from "../../../src/links/wires.ts";
import { Certificates, type Files, noCertificates } from "./certificates.ts";

const NEVER = new AbortController().signal;
const wires = linkWires();

function tlsTest(name: string, fn: (certificates: Certificates) => Promise<void>): void {
  Deno.test({
    name: `links by TLS: ${name}${
      noCertificates === undefined ? "" : ` (is not run: ${noCertificates})`
    }`,
    ignore: noCertificates !== undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      using certificates = new Certificates();
      await fn(certificates);
    },
  });
}

const HERE = { wire: "tcp", hostname: "127.0.0.1", port: 0 } as const;

/** What becomes of one who dials a listener: the name that the listener knows it by, or why each side has nothing of it. */
interface Outcome {
  readonly identity?: string | undefined;
  readonly partner?: string | undefined;
  readonly refused?: string;
  /** Whether the one who dialled has seen that nothing comes. */
  readonly isOver?: boolean;
}

async function meet(listens: Files, dials: Files | undefined): Promise<Outcome> {
  const told = Promise.withResolvers<string>();
  const listener = await wires.listen({ ...HERE, tls: listens }, told.resolve);
  const { tls: _, ...bare } = listener.address as LinkAddress & { tls?: Files };
  try {
    const dialling = wires.dial(dials === undefined ? bare : { ...bare, tls: dials }, NEVER).then(
      async (connection) => {
        await connection.send([new Uint8Array([1])]);
        return { connection, receiving: connection.receive().catch((error) => error) };
      },
    );
    const entered = await Promise.race([
      listener.accept(NEVER).then((connection) => ({ connection })),
      told.promise.then((refused) => ({ refused })),
    ]);
    if ("refused" in entered) {
      const end = await dialling.then(async ({ connection, receiving }) => {
        const received = await receiving;
        connection.close();
        return received;
      }, (error) => error);
      return { refused: entered.refused, isOver: !(end instanceof Uint8Array) };
    }
    const { connection } = await dialling;
    assertEquals(await entered.connection.receive(), new Uint8Array([1]));
    const { identity } = entered.connection;
    const partner = connection.identity;
    connection.close();
    entered.connection.close();
    return { identity, partner };
  } finally {
    listener.close();
  }
}

tlsTest(
  "each side knows the other by the name in its certificate, again and again",
  async (made) => {
    const [listens, dials] = [await made.make("taker"), await made.make("sender")];
    for (let i = 0; i < 3; i++) {
      assertEquals(await meet(listens, dials), { identity: "sender", partner: "taker" });
    }
  },
);

tlsTest("who shows no certificate is not let in", async (made) => {
  const { refused } = await meet(await made.make("taker"), undefined);
  assertMatch(refused ?? "", /^127\.0\.0\.1:\d+ was not let in: /);
});

tlsTest("a client of TLS without a certificate is not let in", async (made) => {
  const listens = await made.make("taker");
  const told = Promise.withResolvers<string>();
  const listener = await wires.listen({ ...HERE, tls: listens }, told.resolve);
  const { port } = listener.address as typeof HERE & { port: number };
  const caCerts = [await Deno.readTextFile(listens.caFile)];
  const conn = await Deno.connectTls({ hostname: "127.0.0.1", port, caCerts });
  await conn.handshake().catch(() => {});
  assertMatch(await told.promise, /it shows no certificate: give it one by tls\.certFile/);
  conn.close();
  listener.close();
});

tlsTest("one that somebody else has signed is not let in", async (made) => {
  const listens = await made.make("taker");
  const dials = await made.make("sender", { signer: "other", trusts: "ca" });
  const { refused, isOver } = await meet(listens, dials);
  assertMatch(refused ?? "", /its certificate "sender" is not signed by who is in tls\.caFile/);
  assert(isOver, "the other side sees that it is over");
});

tlsTest("who signs himself is not let in", async (made) => {
  const listens = await made.make("taker");
  const own = await made.make("sender", { signer: "self", trusts: "ca" });
  const self = own.certFile.replace(/sender-\d+\.pem$/, "self");
  const { refused } = await meet(listens, {
    certFile: `${self}.pem`,
    keyFile: `${self}.key`,
    caFile: own.caFile,
  });
  assertMatch(refused ?? "", /its certificate "self" is not signed by/);
});

tlsTest("a listener that somebody else has signed is not trusted", async (made) => {
  const listens = await made.make("taker", { signer: "other", trusts: "ca" });
  const listener = await wires.listen({ ...HERE, tls: listens }, () => {});
  const dials = await made.make("sender");
  const error = await assertRejects(
    () => wires.dial({ ...listener.address, tls: dials } as LinkAddress, NEVER),
    LinkLostError,
  );
  assertMatch(error.message, /its certificate "taker" is not signed by who is in tls\.caFile/);
  listener.close();
});

tlsTest("a listener whose certificate is for another name is not trusted", async (made) => {
  const listens = await made.make("taker", { names: "DNS:taker.example" });
  const listener = await wires.listen({ ...HERE, tls: listens }, () => {});
  const dials = await made.make("sender");
  const error = await assertRejects(
    () => wires.dial({ ...listener.address, tls: dials } as LinkAddress, NEVER),
    LinkLostError,
  );
  assertMatch(error.message, /its certificate "taker" is not for 127\.0\.0\.1: have that among/);
  listener.close();
});

/** A copy of a side with another's certificate check left out: what a partner of another program would show. */
async function refusedByDates(made: Certificates, from: string, to: string): Promise<string> {
  const listens = await made.make("taker");
  const dials = await made.make("sender", { from, to });
  const told = Promise.withResolvers<string>();
  const listener = await wires.listen({ ...HERE, tls: listens }, told.resolve);
  const { port } = listener.address as { readonly port: number } & LinkAddress;
  const [cert, key, ca] = await Promise.all(
    [dials.certFile, dials.keyFile, dials.caFile].map((file) => Deno.readTextFile(file)),
  ) as [string, string, string];
  const conn = await Deno.connectTls({ hostname: "127.0.0.1", port, cert, key, caCerts: [ca] });
  await conn.handshake().catch(() => {});
  const why = await told.promise;
  conn.close();
  listener.close();
  return why;
}

tlsTest("one that has expired is refused, with its end and this machine's clock", async (made) => {
  const before = Date.now();
  const why = await refusedByDates(made, "20200101", "20210101");
  const [, end, now] =
    /certificate "sender" has expired at (\S+), and this machine's clock says (\S+): renew it/
      .exec(why) ?? [];
  assertEquals(end, "2021-01-01T00:00:00Z", why);
  assert(Date.parse(now!) >= before && Date.parse(now!) <= Date.now(), why);
});

tlsTest("one that is not valid yet is refused, with its begin", async (made) => {
  const why = await refusedByDates(made, "20980101", "20990101");
  assertMatch(
    why,
    /"sender" is not valid before 2098-01-01T00:00:00Z, and this machine's clock says/,
  );
});

tlsTest("a side whose own certificate is not valid says so itself", async (made) => {
  const expired = await made.make("taker", { from: "20200101", to: "20210101" });
  const error = await assertRejects(
    () => wires.listen({ ...HERE, tls: expired }, () => {}),
    LinkLostError,
  );
  assertMatch(error.message, /this side's certificate in \S+ has expired at 2021-01-01T00:00:00Z/);
  const early = await made.make("sender", { from: "20980101" });
  const listener = await wires.listen({ ...HERE, tls: await made.make("taker") }, () => {});
  await assertRejects(
    () => wires.dial({ ...listener.address, tls: early } as LinkAddress, NEVER),
    LinkLostError,
    "is not valid before 2098-01-01T00:00:00Z",
  );
  listener.close();
});

tlsTest("a listener whose certificate has expired is told so by who dials", async (made) => {
  const listens = await made.make("taker");
  const listener = await wires.listen({ ...HERE, tls: listens }, () => {});
  // Renewed is what is read from now on; and what has expired, too.
  const expired = await made.make("taker", { from: "20200101", to: "20210101" });
  const dials = await made.make("sender");
  Deno.copyFileSync(expired.certFile, listens.certFile);
  Deno.copyFileSync(expired.keyFile, listens.keyFile);
  const dial = () => wires.dial({ ...listener.address, tls: dials } as LinkAddress, NEVER);
  await assertRejects(dial, LinkLostError);
  const renewed = await made.make("taker");
  Deno.copyFileSync(renewed.certFile, listens.certFile);
  Deno.copyFileSync(renewed.keyFile, listens.keyFile);
  const [connection, accepted] = await Promise.all([dial(), listener.accept(NEVER)]);
  assertEquals([connection.identity, accepted.identity], ["taker", "sender"]);
  for (const side of [connection, accepted]) side.close();
  listener.close();
});

tlsTest("all files that cannot be read are told at once", async (made) => {
  const { caFile } = await made.make("taker");
  const tls = { certFile: `${made.folder}/none.pem`, keyFile: `${made.folder}/none.key`, caFile };
  const error = await assertRejects(
    () => wires.listen({ ...HERE, tls }, () => {}),
    LinkMisconfiguredError,
  );
  assertMatch(
    error.message,
    /none\.pem, which tls\.certFile names: [\s\S]*none\.key, which tls\.keyFile/,
  );
  Deno.writeTextFileSync(`${made.folder}/none.pem`, "nothing");
  Deno.writeTextFileSync(`${made.folder}/none.key`, "nothing");
  await assertRejects(
    () => wires.listen({ ...HERE, tls }, () => {}),
    LinkMisconfiguredError,
    "which tls.certFile names",
  );
});

tlsTest("what speaks no TLS keeps nobody out", async (made) => {
  const [listens, dials] = [await made.make("taker"), await made.make("sender")];
  const told = Promise.withResolvers<string>();
  const listener = await wires.listen({ ...HERE, tls: listens }, told.resolve);
  const { port } = listener.address as { readonly port: number } & LinkAddress;
  const idle = await Promise.all(
    Array.from({ length: 100 }, () => Deno.connect({ hostname: "127.0.0.1", port })),
  );
  // The slowest of those that say nothing have made room.
  assertMatch(await told.promise, /others are on their way in, and it was the slowest/);
  const garbage = await Deno.connect({ hostname: "127.0.0.1", port });
  await garbage.write(new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"));
  const [connection, accepted] = await Promise.all([
    wires.dial({ ...listener.address, tls: dials } as LinkAddress, NEVER),
    listener.accept(NEVER),
  ]);
  assertEquals(accepted.identity, "sender");
  for (const side of [connection, accepted, garbage, ...idle]) side.close();
  listener.close();
});
