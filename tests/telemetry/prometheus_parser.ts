/** One line of a scrape. */
export interface Scraped {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

/** Parses the text format of Prometheus and refuses whatever a scrape would: it is stricter than need be. */
export function parsePrometheus(text: string): Scraped[] {
  if (!text.endsWith("\n")) throw new SyntaxError("The last line has no end");
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const seen = new Set<string>();
  const scraped: Scraped[] = [];
  for (const line of text.slice(0, -1).split("\n")) {
    const [, comment, family, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (comment === "HELP") helped.add(family!);
    else if (comment === "TYPE") {
      if (!["counter", "gauge", "histogram"].includes(rest!)) {
        throw new SyntaxError(`Type: ${line}`);
      }
      if (rest === "counter" && !family!.endsWith("_total")) throw new SyntaxError(`Name: ${line}`);
      if (types.has(family!)) throw new SyntaxError(`Second TYPE: ${line}`);
      types.set(family!, rest!);
    } else {
      const sample = parseSample(line);
      const part = /^(.+)_(bucket|sum|count)$/.exec(sample.name);
      const family = part && types.get(part[1]!) === "histogram" ? part[1]! : sample.name;
      if (!types.has(family) || !helped.has(family)) {
        throw new SyntaxError(`No TYPE or HELP before: ${line}`);
      }
      const series = `${sample.name}${JSON.stringify(sample.labels)}`;
      if (seen.has(series)) throw new SyntaxError(`Second sample: ${line}`);
      seen.add(series);
      scraped.push(sample);
    }
  }
  for (const [family, type] of types) if (type === "histogram") checkBuckets(family, scraped);
  return scraped;
}

/** Buckets must rise, end with +Inf, and that one must be the count. */
function checkBuckets(family: string, scraped: readonly Scraped[]): void {
  const open = new Map<string, { limit: number; value: number }>();
  for (const { name, labels: { le, ...labels }, value } of scraped) {
    const series = `${family}${JSON.stringify(labels)}`;
    const before = open.get(series) ?? { limit: -Infinity, value: 0 };
    if (name === `${family}_bucket`) {
      const limit = le === "+Inf" ? Infinity : Number(le);
      if (!(limit > before.limit && value >= before.value)) {
        throw new SyntaxError(`Buckets do not rise: ${series} ${le}`);
      }
      open.set(series, { limit, value });
    } else if (name === `${family}_count`) {
      if (before.limit !== Infinity || before.value !== value) {
        throw new SyntaxError(`The count is not the last bucket: ${series}`);
      }
    }
  }
}

function parseSample(line: string): Scraped {
  const [, name, inside = "", value] = /^([^\s{]+)(?:\{(.*)\})? (\S+)$/s.exec(line) ?? [];
  if (!name || !NAME.test(name)) throw new SyntaxError(`Sample: ${line}`);
  const number = Number(value);
  if (value === "" || Number.isNaN(number)) throw new SyntaxError(`Value: ${line}`);
  return { name, labels: parseLabels(inside, line), value: number };
}

function parseLabels(inside: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < inside.length) {
    const at = LABEL.lastIndex;
    const match = LABEL.exec(inside);
    if (!match) throw new SyntaxError(`Labels at ${at}: ${line}`);
    const [, name, value] = match;
    if (name! in labels) throw new SyntaxError(`Second label ${name}: ${line}`);
    labels[name!] = value!.replace(/\\(.)/g, (_, escaped) => escaped === "n" ? "\n" : escaped);
  }
  return labels;
}
