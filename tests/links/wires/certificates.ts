/**
 * Certificates for links in tests, by openssl.
 *
 * @module
 */
import { serverProgram } from "../../connectors/servers/find.ts";

/** Why there are none, or `undefined` if there are. */
export const noCertificates: string | undefined = serverProgram("openssl") === undefined
  ? "there is no openssl on PATH"
  : undefined;

/** Files of one side. */
export interface Files {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
}

/** Who signs, as files beside `folder`. */
export interface CertificateOptions {
  /** Who signs: each name is a signer of its own. */
  readonly signer?: string;
  /** `YYYYMMDD`. */
  readonly from?: string;
  readonly to?: string;
  /** The address that it is for. */
  readonly names?: string;
  /** Whose signatures its holder trusts. */
  readonly trusts?: string;
}

/** Makes certificates in a folder of its own. */
export class Certificates implements Disposable {
  readonly folder: string = Deno.makeTempDirSync({ prefix: "links-" });
  readonly #signers = new Map<string, Promise<void>>();
  #made = 0;

  /** A certificate with that common name. */
  async make(name: string, {
    signer = "ca",
    from = "20200101",
    to = "20990101",
    names = "IP:127.0.0.1",
    trusts = signer,
  }: CertificateOptions = {}): Promise<Files> {
    await this.#signer(signer);
    await this.#signer(trusts);
    const file = `${this.folder}/${name}-${this.#made++}`;
    await this.#openssl("req", [
      ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", `${file}.key`, "-out", `${file}.csr`, "-subj", `/CN=${name}`],
      ...["-addext", `subjectAltName=${names}`],
    ]);
    // Each with a folder of its own: `ca` writes a list of what it has signed.
    const desk = `${file}.desk`;
    Deno.mkdirSync(desk);
    Deno.writeTextFileSync(`${desk}/index.txt`, "");
    Deno.writeTextFileSync(`${desk}/serial`, "01");
    Deno.writeTextFileSync(`${desk}/ca.cnf`, configuration(desk));
    await this.#openssl("ca", [
      ...["-batch", "-notext", "-config", `${desk}/ca.cnf`],
      ...["-cert", `${this.folder}/${signer}.pem`, "-keyfile", `${this.folder}/${signer}.key`],
      ...["-in", `${file}.csr`, "-out", `${file}.pem`],
      ...["-startdate", `${from}000000Z`, "-enddate", `${to}000000Z`],
    ]);
    return {
      certFile: `${file}.pem`,
      keyFile: `${file}.key`,
      caFile: `${this.folder}/${trusts}.pem`,
    };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }

  #signer(name: string): Promise<void> {
    let made = this.#signers.get(name);
    if (made === undefined) {
      made = this.#openssl("req", [
        ...["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
        ...["-keyout", `${this.folder}/${name}.key`, "-out", `${this.folder}/${name}.pem`],
        ...["-days", "2", "-subj", `/CN=${name}`],
      ]);
      this.#signers.set(name, made);
    }
    return made;
  }

  async #openssl(command: string, args: readonly string[]): Promise<void> {
    const { success, stderr } = await new Deno.Command(serverProgram("openssl")!, {
      args: [command, ...args],
    }).output();
    if (!success) throw new Error(`openssl ${command}: ${new TextDecoder().decode(stderr)}`);
  }
}

function configuration(desk: string): string {
  return `
[ca]
default_ca = own
[own]
database = ${desk}/index.txt
serial = ${desk}/serial
new_certs_dir = ${desk}
default_md = sha256
policy = names
copy_extensions = copy
[names]
commonName = supplied
`;
}
