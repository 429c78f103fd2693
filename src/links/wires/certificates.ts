import { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { LinkLostError, LinkMisconfiguredError, type LinkSafety } from "../link.ts";
import { reasonOf } from "./received.ts";

/** The files of an address. */
export type TlsFiles = NonNullable<LinkSafety["tls"]>;

/** What is in them. */
export interface TlsCredentials {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/**
 * Reads the files, so that what has been renewed counts from the next connection on.
 *
 * @throws {LinkMisconfiguredError} with all that is wrong with the files
 * @throws {LinkLostError} if this side's own certificate is not valid at this time
 */
export async function readCredentials(files: TlsFiles): Promise<TlsCredentials> {
  const read = await Promise.all([
    readOption("certFile", files.certFile),
    readOption("keyFile", files.keyFile),
    readOption("caFile", files.caFile),
  ]);
  const faults = read.flatMap(({ fault }) => fault ?? []);
  if (faults.length > 0) throw new LinkMisconfiguredError(faults.join("\n"));
  const [cert, key, ca] = read.map(({ text }) => text) as [string, string, string];
  const fault = dateFault(parsed("certFile", files.certFile, cert), Date.now());
  if (fault !== undefined) {
    throw new LinkLostError(`this side's certificate in ${files.certFile} ${fault}`);
  }
  parsed("caFile", files.caFile, ca);
  return { cert, key, ca };
}

async function readOption(
  option: string,
  path: string,
): Promise<{ readonly text: string; readonly fault?: string }> {
  try {
    return { text: await Deno.readTextFile(path) };
  } catch (error) {
    const remedy = error instanceof Deno.errors.NotCapable
      ? `allow it by --allow-read=${path}`
      : `give the path of a file in PEM that this process may read`;
    return {
      text: "",
      fault: `Cannot read ${path}, which tls.${option} names: ${reasonOf(error)}: ${remedy}`,
    };
  }
}

function parsed(option: string, path: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (error) {
    throw new LinkMisconfiguredError(
      `Cannot read a certificate in ${path}, which tls.${option} names: ${
        reasonOf(error)
      }: give a file in PEM, which begins with -----BEGIN CERTIFICATE-----`,
      { cause: error },
    );
  }
}

/** When a certificate is valid. */
interface Validity {
  readonly validFrom: string;
  readonly validTo: string;
}

/** What is wrong with a certificate at that time, as what it is said to be; `undefined` if it is valid. */
function dateFault({ validFrom, validTo }: Validity, now: number): string | undefined {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  if (from <= now && now <= to) return undefined;
  const what = now < from
    ? `is not valid before ${isoTime(from)}`
    : `has expired at ${isoTime(to)}`;
  const remedy = now < from ? "look at the clocks, or wait" : "renew it, or look at the clock";
  return `${what}, and this machine's clock says ${isoTime(now)}: ${remedy}`;
}

function isoTime(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().replace(".000Z", "Z") : "an unknown time";
}

/** Whom a connection is with, by its certificate; why it is not to be, if that does not hold. */
export type Identified = { readonly identity: string } | { readonly fault: string };

/** Looks at the certificate that the other side of a socket has shown. */
export function identified(socket: TLSSocket, now: number): Identified {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) {
    return { fault: "it shows no certificate: give it one by tls.certFile and tls.keyFile" };
  }
  const identity = socket.getPeerCertificate().subject?.CN as unknown;
  if (typeof identity !== "string" || identity === "") {
    return { fault: "its certificate has no name, or several: make one with one common name (CN)" };
  }
  const named = `its certificate "${identity}"`;
  const late = dateFault(certificate, now);
  if (late !== undefined) return { fault: `${named} ${late}` };
  if (!socket.authorized) {
    return {
      fault: `${named} is not signed by who is in tls.caFile (${socket.authorizationError}): ` +
        "have it signed by the same, or give the file of who has signed it",
    };
  }
  return { identity };
}
