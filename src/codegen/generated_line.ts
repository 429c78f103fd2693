/** The first line of a file that is overwritten: it says so, and tells by a hash whether somebody has edited the rest. */

const FIRST_LINE =
  /^\/\/ Made from graph\.dot by @steady-state\/deno; do not edit: changes are overwritten\. sha256:([0-9a-f]{64})$/;

/** The hash of a text, in hexadecimal digits. */
export async function sha256(text: string): Promise<string> {
  const bytes = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)),
  );
  return bytes.toHex();
}

/** A generated text with its first line before it. */
export async function withGeneratedLine(rest: string): Promise<string> {
  return `// Made from graph.dot by @steady-state/deno; do not edit: changes are overwritten. sha256:${await sha256(
    rest,
  )}\n${rest}`;
}

/** Whether a text, with lines that end with `"\n"`, is as some generator wrote it: its first line has the hash of the rest. */
export async function isAsGenerated(text: string): Promise<boolean> {
  const end = text.indexOf("\n");
  const hash = FIRST_LINE.exec(text.slice(0, Math.max(0, end)))?.[1];
  return hash !== undefined && hash === await sha256(text.slice(end + 1));
}
