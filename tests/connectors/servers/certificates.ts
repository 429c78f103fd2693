/**
 * Certificates for servers of tests.
 *
 * @module
 */
import { serverProgram } from "./find.ts";

/** Files with a certificate for 127.0.0.1, its key, and the certificate of who has signed it. */
export interface Certificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Why there are none, or `undefined` if there are. */
export const noCertificates: string | undefined = serverProgram("openssl") === undefined
  ? "there is no openssl on PATH"
  : undefined;

/** Makes a certificate in a folder. */
export async function certificateIn(folder: string): Promise<Certificate> {
  const files = {
    ca: `${folder}/ca.pem`,
    cert: `${folder}/server.pem`,
    key: `${folder}/server.key`,
  };
  await Deno.writeTextFile(`${folder}/names`, "subjectAltName=IP:127.0.0.1");
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl("req", [
    ...["-x509", ...curve, "-keyout", `${folder}/ca.key`, "-out", files.ca],
    ...["-days", "2", "-subj", "/CN=Who signs for tests"],
  ]);
  await openssl("req", [
    ...[...curve, "-keyout", files.key, "-out", `${folder}/server.csr`],
    ...["-subj", "/CN=A server of a test"],
  ]);
  await openssl("x509", [
    ...["-req", "-in", `${folder}/server.csr`, "-out", files.cert, "-days", "2"],
    ...["-CA", files.ca, "-CAkey", `${folder}/ca.key`, "-CAcreateserial"],
    ...["-extfile", `${folder}/names`],
  ]);
  return files;
}

async function openssl(command: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(serverProgram("openssl")!, {
    args: [command, ...args],
  }).output();
  if (!success) throw new Error(`openssl ${command}: ${new TextDecoder().decode(stderr)}`);
}
