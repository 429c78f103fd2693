import { type Hello, LINK_PROTOCOL } from "./hello.ts";

/** What of a partner is known beside what it says. */
export interface Credentials {
  /** The name in its certificate, where it has shown one. */
  readonly identity: string | undefined;
  /** Which aqueducts the holders of certificates may use. */
  readonly allow: { readonly [certificateName: string]: readonly string[] } | undefined;
  /** The token that it must have; `undefined` for none. */
  readonly token: string | undefined;
}

/** Why somebody is not let in at all, before anything is said of what is here; `undefined` if it is. */
export function entryFault(
  theirs: Hello,
  { identity, allow, token }: Credentials,
): string | undefined {
  if (token !== undefined && !isSame(token, theirs.token)) {
    return theirs.token === ""
      ? "it has no token, and one is asked for: give both addresses a tokenEnv"
      : "its token is another one: give both sides the same";
  }
  if (allow === undefined) return undefined;
  if (identity === undefined) return "it has shown no certificate, and one is asked for";
  const allowed = Object.hasOwn(allow, identity) ? allow[identity] as readonly string[] : [];
  if (allowed.includes(theirs.aqueduct)) return undefined;
  return `its certificate is that of "${identity}", which may not use aqueduct "${theirs.aqueduct}" here`;
}

/** Why two ends are none of one aqueduct; `undefined` if they are. Both sides are named, so that it can be read at both. */
export function pairFault(ours: Hello, theirs: Hello): string | undefined {
  const [us, them] = [`pod ${ours.pod}`, `pod ${theirs.pod}`];
  if (theirs.protocol !== LINK_PROTOCOL) {
    return `${us} speaks version ${LINK_PROTOCOL} of the link protocol, ${them} version ${theirs.protocol}: run one version of @steady-state/deno in both`;
  }
  if (theirs.aqueduct !== ours.aqueduct) {
    return `${us} has aqueduct "${ours.aqueduct}" there, ${them} asks for "${theirs.aqueduct}"`;
  }
  if (theirs.role === ours.role) {
    const does = ours.role === "egress" ? "send on" : "take from";
    return `${us} and ${them} both ${does} aqueduct "${ours.aqueduct}": wire .tx in one and .rx in the other`;
  }
  if (theirs.hash !== ours.hash || theirs.kind !== ours.kind) {
    return `aqueduct "${ours.aqueduct}" carries ${ours.schema} in ${us}, and ${theirs.schema} in ${them}: draw both with one kind`;
  }
  if (theirs.girth !== ours.girth) {
    return `aqueduct "${ours.aqueduct}" has ${lanes(ours.girth)} in ${us}, and ${
      lanes(theirs.girth)
    } in ${them}: give both the same girth`;
  }
  const [sender, taker] = ours.role === "egress" ? [ours, theirs] : [theirs, ours];
  if (sender.payloadBytes > taker.payloadBytes) {
    return `a message of aqueduct "${ours.aqueduct}" may have ${sender.payloadBytes} bytes in pod ${sender.pod}, and ${taker.payloadBytes} in pod ${taker.pod}: give the latter's as many bytes`;
  }
  return undefined;
}

function lanes(girth: number): string {
  return girth === 1 ? "1 lane" : `${girth} lanes`;
}

/** Whether two secrets are the same, in a time that says nothing of where they differ. */
export function isSame(ours: string, theirs: string): boolean {
  const [a, b] = [new TextEncoder().encode(ours), new TextEncoder().encode(theirs)];
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i % (b.length || 1)] ?? 0);
  return difference === 0;
}
