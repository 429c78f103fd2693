/** The text formats of Prometheus 0.0.4 and OpenMetrics 1.0.0. */
import type { Buckets, Family, Labels } from "./family.ts";

/** A text format: OpenMetrics differs in the names of counters and in its last line. */
export type MetricsFormat = "prometheus" | "openmetrics";

/** The content types of the formats. */
export const METRICS_TYPES: Readonly<Record<MetricsFormat, string>> = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/** The format that a request's `Accept` asks for. */
export function formatFor(accept: string | null): MetricsFormat {
  return accept?.includes("application/openmetrics-text") ? "openmetrics" : "prometheus";
}

/** Prints families; every one with HELP and TYPE, every label value quoted. */
export function printMetrics(
  families: readonly Family[],
  format: MetricsFormat = "prometheus",
): string {
  const lines: string[] = [];
  for (const family of families) {
    const { name, type, help } = family;
    const known = format === "openmetrics" ? name.replace(/_total$/, "") : name;
    lines.push(`# HELP ${known} ${escapeHelp(help, format)}`, `# TYPE ${known} ${type}`);
    if (family.type === "histogram") {
      for (const [labels, buckets] of family.samples) pushBuckets(lines, name, labels, buckets);
    } else {
      for (const [labels, value] of family.samples) {
        lines.push(`${name}${printLabels(labels)} ${value}`);
      }
    }
  }
  if (format === "openmetrics") lines.push("# EOF");
  return lines.join("\n") + "\n";
}

function pushBuckets(lines: string[], name: string, labels: Labels, buckets: Buckets): void {
  const { limits, counts, sum } = buckets;
  let count = 0;
  for (let i = 0; i < counts.length; i++) {
    count += counts[i]!;
    const le = i < limits.length ? String(limits[i]) : "+Inf";
    lines.push(`${name}_bucket${printLabels({ ...labels, le })} ${count}`);
  }
  lines.push(`${name}_sum${printLabels(labels)} ${sum}`);
  lines.push(`${name}_count${printLabels(labels)} ${count}`);
}

function printLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeValue(value: string): string {
  return value.toWellFormed().replaceAll("\\", "\\\\").replaceAll('"', '\\"')
    .replaceAll("\n", "\\n");
}

function escapeHelp(help: string, format: MetricsFormat): string {
  const escaped = help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return format === "openmetrics" ? escaped.replaceAll('"', '\\"') : escaped;
}
