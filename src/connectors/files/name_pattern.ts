/**
 * A test for names of files: `*` stands for any characters, `?` for one, all others for themselves. As with a shell, a name that begins
 * with a dot must be meant by a dot.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const whole = new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "su");
  return (name) => whole.test(name) && (!name.startsWith(".") || pattern.startsWith("."));
}
