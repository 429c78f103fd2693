/** The text format of Prometheus, version 0.0.4. */

/** The content type of the text format. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Labels of a sample. */
export type Labels = Readonly<Record<string, string>>;

/** One metric with all its samples. */
export interface Family {
  /** Its name; letters, digits and underscores. */
  readonly name: string;
  /** `counter` for what only grows, `gauge` for the rest. */
  readonly type: "counter" | "gauge";
  /** What it is, in one sentence. */
  readonly help: string;
  /** Its samples; the labels of any two differ. */
  readonly samples: readonly (readonly [Labels, number])[];
}

/** Prints families; every one with HELP and TYPE, every label value quoted. */
export function printPrometheus(families: readonly Family[]): string {
  const lines: string[] = [];
  for (const { name, type, help, samples } of families) {
    lines.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`);
    for (const [labels, value] of samples) lines.push(`${name}${printLabels(labels)} ${value}`);
  }
  return lines.join("\n") + "\n";
}

function printLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeValue(value: string): string {
  return value.toWellFormed().replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll(
    "\n",
    "\\n",
  );
}

function escapeHelp(help: string): string {
  return help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
