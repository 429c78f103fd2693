const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"];

/** Hostnames that bind every interface of the machine. */
const EVERYWHERE = ["0.0.0.0", "::", "[::]"];

/** An address in numbers: no name server can make it mean another machine. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;

/** Whether a hostname is one of this machine alone. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase();
  return LOOPBACK_NAMES.includes(name) || name === "::1";
}

/** Whether a hostname binds every interface of the machine. */
export function isEverywhere(hostname: string): boolean {
  return EVERYWHERE.includes(hostname);
}

/** Where a server is bound, and how else it is called. */
export interface OwnNames {
  readonly hostname: string;
  readonly port: number;
  /** More names that it answers to, at any port: those of a proxy before it. */
  readonly allowedHosts: readonly string[];
}

/**
 * Whether a request's `Host` names this server. A page elsewhere whose name was made to resolve to this machine (DNS
 * rebinding) sends its own name here and is refused.
 */
export function isOwnHost(host: string | null, own: OwnNames): boolean {
  if (host === null) return false;
  const [, name, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host.toLowerCase()) ?? [];
  if (name === undefined) return false;
  if (own.allowedHosts.some((allowed) => allowed.toLowerCase() === name)) return true;
  if (Number(port ?? 80) !== own.port) return false;
  if (LOOPBACK_NAMES.includes(name)) return true;
  if (isEverywhere(own.hostname)) return ADDRESS.test(name);
  const bound = own.hostname.toLowerCase();
  return name === bound || name === `[${bound}]`;
}
