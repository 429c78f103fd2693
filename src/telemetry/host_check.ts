const NAMES = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Whether a request's `Host` names this server. A page elsewhere whose name was made to resolve to this machine (DNS
 * rebinding) sends its own name here and is refused.
 */
export function isOwnHost(host: string | null, port: number): boolean {
  if (host === null) return false;
  const lower = host.toLowerCase();
  return NAMES.some((name) => lower === `${name}:${port}` || (port === 80 && lower === name));
}
