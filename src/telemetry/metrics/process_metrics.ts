/** What is told of the processes that actors have of their own. */
import type { ProcessReading } from "../../protocol/mod.ts";
import type { Family, Labels } from "./family.ts";

/** What is told of one. */
export interface ProcessMetric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  /** Its name and its unit in OpenTelemetry. */
  readonly otel: { readonly name: string; readonly unit: string };
  readonly value: (reading: ProcessReading) => number | null;
}

const MS_PER_SECOND = 1000;

/** What is told of each process. */
export const PROCESS_METRICS: readonly ProcessMetric[] = [
  {
    name: "up",
    type: "gauge",
    help: "Whether there is such a process now.",
    otel: { name: "actor.process.up", unit: "{process}" },
    value: ({ pid }) => pid === null ? 0 : 1,
  },
  {
    name: "starts_total",
    type: "counter",
    help: "How many there have been by that name, one after the other.",
    otel: { name: "actor.process.starts", unit: "{process}" },
    value: ({ starts }) => starts,
  },
  {
    name: "resident_memory_bytes",
    type: "gauge",
    help: "Memory that it has in use (RSS), with what it shares with others.",
    otel: { name: "actor.process.memory", unit: "By" },
    value: ({ rssBytes }) => rssBytes,
  },
  {
    name: "cpu_seconds_total",
    type: "counter",
    help: "Time for which it, and those before it, have had a core.",
    otel: { name: "actor.process.cpu.time", unit: "s" },
    value: ({ cpuMs }) => cpuMs / MS_PER_SECOND,
  },
];

/** The families of processes; none where there are no processes. */
export function processFamilies(graph: string, readings: readonly ProcessReading[]): Family[] {
  if (readings.length === 0) return [];
  return PROCESS_METRICS.map(({ name, type, help, value }) => ({
    name: `steady_process_${name}`,
    type,
    help,
    samples: readings.flatMap((reading): [Labels, number][] => {
      const told = value(reading);
      return told === null ? [] : [[{ graph, process: reading.name }, told]];
    }),
  }));
}
