/** The first line of a file that is made from a drawing, and the hash of what follows. */
const MADE = /^\/\/ Made from graph\.dot by .*; do not edit: .*\bsha256:([0-9a-f]{64})\s*$/;

/** Whether a generated file is as it was made: `edited` by hand since, or `unsigned` where the line that says so is gone. */
export async function handOf(text: string): Promise<"made" | "edited" | "unsigned"> {
  const plain = text.replaceAll("\r\n", "\n");
  const end = plain.indexOf("\n");
  const hash = MADE.exec(end < 0 ? plain : plain.slice(0, end))?.[1];
  if (hash === undefined) return "unsigned";
  const rest = new TextEncoder().encode(plain.slice(end + 1));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", rest)).toHex() === hash
    ? "made"
    : "edited";
}
