/** Wires that speak a protocol themselves do so over TLS, too, with servers whose certificates they are told to trust. */
import { assertEquals, assertRejects } from "@std/assert";
import { mqttSink } from "../../src/connectors/mqtt/mod.ts";
import { redisSink } from "../../src/connectors/redis/mod.ts";
import { MisconfiguredError, type SinkWireKind, type WireArgs } from "../../src/connectors/wire.ts";
import { wireWorld } from "../../src/client/wire_world.ts";
import { type Certificate, certificateIn, noCertificates } from "./servers/certificates.ts";
import { noMosquitto, startMosquitto } from "./servers/mosquitto.ts";
import { noRedis, startRedis } from "./servers/redis.ts";

/** Opens a sink, puts a megabyte, and closes it. */
async function put<A extends WireArgs>(
  kind: SinkWireKind<Uint8Array, A>,
  args: Partial<A>,
): Promise<void> {
  const wire = await kind.create({ ...kind.args, ...args });
  const signal = new AbortController().signal;
  try {
    await wire.open({ signal, world: wireWorld(Date), log() {} });
    const outcomes = await wire.put([{ origin: "o/1", item: new Uint8Array(1_000_000) }], signal);
    assertEquals(outcomes, ["done"]);
  } finally {
    await wire.close();
  }
}

function tlsTest<A extends WireArgs & { readonly server: string; readonly caFile: string }>(
  kind: SinkWireKind<Uint8Array, A>,
  args: Partial<A>,
  { missing = noCertificates, start }: {
    readonly missing: string | undefined;
    start(certificate: Certificate): Promise<AsyncDisposable & { readonly tlsUrl: string }>;
  },
): void {
  const name = `${kind.name}: TLS is spoken with a server that is trusted, and with no other`;
  Deno.test({
    name: missing === undefined ? name : `${name} is not run: ${missing}`,
    ignore: missing !== undefined,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        const certificate = await certificateIn(folder);
        await using server = await start(certificate);
        const { tlsUrl } = server;
        await put(kind, { ...args, server: tlsUrl, caFile: certificate.ca });
        await assertRejects(
          () => put(kind, { ...args, server: tlsUrl }),
          MisconfiguredError,
          "UnknownIssuer: give the certificate of who signed its certificate in caFile",
        );
        await assertRejects(
          () => put(kind, { ...args, server: tlsUrl, caFile: `${folder}/nothing` }),
          MisconfiguredError,
          `Cannot read the certificates in ${folder}/nothing, which caFile names`,
        );
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

tlsTest(redisSink, { stream: "bills" }, {
  missing: noRedis ?? noCertificates,
  start: (certificate) => startRedis({ certificate }),
});
tlsTest(mqttSink, { topic: "bills" }, {
  missing: noMosquitto ?? noCertificates,
  start: (certificate) => startMosquitto({ certificate }),
});
