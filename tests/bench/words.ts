/** The words of a command line, `key=value`: how the harness tells a program, ours or a peer's, what to do. */
export type Words = Readonly<Record<string, string | number>>;

/** The command line of some words. */
export function toArgs(words: Words): string[] {
  return Object.entries(words).map(([key, value]) => `${key}=${value}`);
}

/** The words of this program's command line. */
export function wordsOf(args: readonly string[]): Words {
  const words: Record<string, string | number> = {};
  for (const arg of args) {
    const at = arg.indexOf("=");
    const value = arg.slice(at + 1);
    words[arg.slice(0, at)] = value !== "" && Number.isFinite(Number(value))
      ? Number(value)
      : value;
  }
  return words;
}

/** A number among the words. */
export function numberIn(words: Words, key: string, otherwise: number): number {
  const value = words[key];
  return typeof value === "number" ? value : otherwise;
}

/** Prints the figures of a program, and ends it. */
export function finish(figures: Readonly<Record<string, number>>): never {
  console.log(JSON.stringify(figures));
  Deno.exit(0);
}
