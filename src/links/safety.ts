/**
 * What may be said of whom an address lets in, and what is wrong with what was said.
 *
 * @module
 */
import {
  type Check,
  isObject,
  misuse,
  type OptionFault,
  partOf,
  parts,
  type Place,
  placed,
  type Schema,
  shown,
  that,
  whole,
} from "../option_faults.ts";
import { HANDSHAKE_FRAME_BYTES, type LinkSafety } from "./link.ts";

const FILE = { check: that<string>(isText, "give the path of a file"), required: true } as const;

const tlsFiles: Check<NonNullable<LinkSafety["tls"]>> = parts(
  { certFile: FILE, keyFile: FILE, caFile: FILE },
);

const variable: Check<string> = that(
  (value) => typeof value === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(value),
  "give the name of an environment variable, not the token itself",
);

/** Which aqueducts each name may use. */
const allowed: Check<NonNullable<LinkSafety["allow"]>> = (value, place) => {
  if (!isObject(value)) {
    return [
      misuse(`${placed(place)} is ${shown(value)}, give { [name in a certificate]: [aqueducts] }`),
    ];
  }
  return Object.entries(value).flatMap(([name, aqueducts]) => {
    const isList = Array.isArray(aqueducts) && aqueducts.every(isText);
    if (isList) return [];
    const at = placed(partOf(place, name));
    return [misuse(`${at} is ${shown(aqueducts)}, give a list of the names of aqueducts`)];
  });
};

/** What is known of {@link LinkSafety}. */
export const SAFETY_OPTIONS: Schema<LinkSafety> = {
  tls: { check: tlsFiles },
  tokenEnv: { check: variable },
  allow: { check: allowed },
  insecure: { check: that<true>((value) => value === true, "give true, or leave it out") },
  maxFrameBytes: { check: whole(HANDSHAKE_FRAME_BYTES, 2 ** 31 - 1, "a number of bytes") },
};

/** What is wrong with what an address says of whom it lets in, taken together. */
export function safetyFaults(
  { tls, allow, insecure, tokenEnv }: LinkSafety,
  place: Place,
): OptionFault[] {
  const faults: OptionFault[] = [];
  if (allow !== undefined && tls === undefined) {
    faults.push(
      misuse(
        `${
          placed(partOf(place, "allow"))
        } names certificates, and without tls nobody shows one: give tls, too`,
      ),
    );
  }
  if (insecure !== undefined && (tls !== undefined || tokenEnv !== undefined)) {
    faults.push(
      misuse(
        `${
          placed(partOf(place, "insecure"))
        } lets anybody in, and tls or tokenEnv does not: leave out one of them`,
      ),
    );
  }
  return faults;
}

/** Whether an address reaches no further than this machine. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return name === "localhost" || name === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
