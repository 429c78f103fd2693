import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { MisconfiguredError } from "../../../src/connectors/mod.ts";
import { natsSink } from "../../../src/connectors/nats/mod.ts";
import { serverProgram } from "../servers/find.ts";
import { noNats, startNats } from "../servers/nats.ts";
import { opening } from "./nats_bed.ts";

const missing = noNats ??
  (serverProgram("openssl") === undefined ? "there is no openssl on PATH" : undefined);

/** Makes a certificate for 127.0.0.1, and that of who signs it. */
async function certificatesIn(dir: string): Promise<{ ca: string; cert: string; key: string }> {
  const files = { ca: `${dir}/ca.pem`, cert: `${dir}/server.pem`, key: `${dir}/server.key` };
  await Deno.writeTextFile(`${dir}/names`, "subjectAltName=IP:127.0.0.1");
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl(
    ["req", "-x509", ...curve, "-keyout", `${dir}/ca.key`, "-out", files.ca],
    ["-days", "2", "-subj", "/CN=Authority of a test"],
  );
  await openssl(
    ["req", ...curve, "-keyout", files.key, "-out", `${dir}/server.csr`],
    ["-subj", "/CN=Server of a test"],
  );
  await openssl(
    ["x509", "-req", "-in", `${dir}/server.csr`, "-out", files.cert, "-days", "2"],
    ["-CA", files.ca, "-CAkey", `${dir}/ca.key`, "-CAcreateserial", "-extfile", `${dir}/names`],
  );
  return files;
}

async function openssl(...args: readonly string[][]): Promise<void> {
  const { code, stderr } = await new Deno.Command("openssl", { args: args.flat() }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
}

async function open(servers: string, caFile = ""): Promise<void> {
  const wire = await natsSink.create({ ...natsSink.args, servers, caFile });
  try {
    await wire.open(opening());
  } finally {
    await wire.close();
  }
}

Deno.test({
  name: missing === undefined
    ? "nats: TLS is spoken where the server asks for it, or the address does"
    : `nats: TLS is not run: ${missing}`,
  ignore: missing !== undefined,
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      const certificate = await certificatesIn(dir);
      await using secure = await startNats(undefined, undefined, certificate);
      await using plain = await startNats();
      const [host, plainHost] = [secure, plain].map(({ port }) => `127.0.0.1:${port}`);
      await open(`nats://${host}`, certificate.ca);
      await open(`tls://${host}`, certificate.ca);
      const stranger = await assertRejects(() => open(`nats://${host}`), Error);
      assertMatch(stranger.message, /^Cannot connect to NATS: 127.0.0.1:\d+: .*UnknownIssuer/);
      assertEquals(
        (await assertRejects(() => open(`tls://${plainHost}`), Error)).message,
        `Cannot connect to NATS: ${plainHost}: server does not support 'tls'`,
      );
      await assertRejects(
        () => open(`tls://${host}`, `${dir}/nothing.pem`),
        MisconfiguredError,
        `Cannot read the certificates in ${dir}/nothing.pem, which caFile names`,
      );
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
