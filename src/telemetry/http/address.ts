/** Where people find a server, by where it is bound. */
import { isEverywhere } from "./host_check.ts";

/** Where a server is bound, and whether it asks for a token. */
export interface Bound {
  readonly hostname: string;
  readonly port: number;
  readonly guarded: boolean;
}

/** An address that can be opened on this machine: a hostname that binds every interface is none. */
export function urlOf(hostname: string, port: number): string {
  if (!isEverywhere(hostname)) return `http://${inUrl(hostname)}:${port}/`;
  return `http://${hostname === "0.0.0.0" ? "127.0.0.1" : "[::1]"}:${port}/`;
}

/** How people get to the page: its addresses, and what to do about the token, which is not shown. */
export function directionsTo(
  { hostname, port, guarded }: Bound,
  addresses: () => readonly string[] = machineAddresses,
): string {
  const [other] = isEverywhere(hostname) ? addresses() : [];
  const elsewhere = other === undefined ? "" : `, from elsewhere at ${urlOf(other, port)}`;
  const log = guarded ? ", to be opened with ?token=<token> behind it once" : "";
  return `${urlOf(hostname, port)}${elsewhere}${log}`;
}

/** The addresses by which others reach this machine, as far as the program may know them. Never prompts. */
function machineAddresses(): readonly string[] {
  const sys = { name: "sys", kind: "networkInterfaces" } as const;
  if (Deno.permissions.querySync(sys).state !== "granted") return [];
  return Deno.networkInterfaces()
    .filter(({ family, address }) => family === "IPv4" && !address.startsWith("127."))
    .map(({ address }) => address);
}

/** A hostname as it stands in an address. */
function inUrl(hostname: string): string {
  return hostname.includes(":") && !hostname.startsWith("[") ? `[${hostname}]` : hostname;
}
