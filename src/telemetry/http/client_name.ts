/** By which wrong tokens are told apart: where a request came from. */

/** What a proxy adds to say for whom it asks. */
const FORWARDED_FOR = "x-forwarded-for";

/** A network of IPv6 that is given to one customer has so many of the eight groups in common. */
const NETWORK_GROUPS = 4;

/**
 * Names who asks. What `X-Forwarded-For` says counts only where the proxy is to be trusted, and of it what that proxy itself has
 * written: the last address. Everybody can send the header; so without trust, all who come with it are one, apart from those who
 * come without, from this machine itself for instance.
 */
export function clientName(headers: Headers, remote: string, trustProxy: boolean): string {
  const forwarded = headers.get(FORWARDED_FOR);
  if (forwarded === null) return networkOf(remote);
  if (!trustProxy) return `${networkOf(remote)} for others`;
  return networkOf(forwarded.slice(forwarded.lastIndexOf(",") + 1).trim());
}

/** An address, or of IPv6 its network: who has one address there has all of them. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const bare = address.replace(/^\[|\](?::\d+)?$/g, "");
  if (!bare.includes(":") || !URL.canParse(`http://[${bare}]/`)) return address.slice(0, 100);
  const [front = "", back] = new URL(`http://[${bare}]/`).hostname.slice(1, -1).split("::");
  if (front === "" && back === "1") return "::1";
  const before = front === "" ? [] : front.split(":");
  const after = back ? back.split(":") : [];
  const between = Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return `${[...before, ...between, ...after].slice(0, NETWORK_GROUPS).join(":")}::/64`;
}
