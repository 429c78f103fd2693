import { parsePrometheus, type Scraped } from "../prometheus_parser.ts";

/** Parses OpenMetrics as strictly as {@link parsePrometheus} does the older format, by way of it. */
export function parseOpenMetrics(text: string): Scraped[] {
  if (!text.endsWith("\n# EOF\n")) throw new SyntaxError("The text does not end with # EOF");
  const counters = new Set(
    Array.from(text.matchAll(/^# TYPE (\S+) counter$/gm), ([, name]) => name!),
  );
  for (const name of counters) {
    if (name.endsWith("_total")) throw new SyntaxError(`TYPE of a counter with _total: ${name}`);
  }
  const older = text.slice(0, -"# EOF\n".length).replaceAll(
    /^# (HELP|TYPE) (\S+)/gm,
    (line, _, name) => counters.has(name) ? `${line}_total` : line,
  );
  return parsePrometheus(older);
}
