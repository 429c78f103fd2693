import manifest from "../../../deno.json" with { type: "json" };
import { type Ask, live } from "../http/mod.ts";
import { SPANS } from "../measure/mod.ts";
import type { Observer } from "../observe/mod.ts";
import {
  exportToOpenTelemetry,
  formatFor,
  latencyBuckets,
  METRICS_TYPES,
  metricsView,
  type OwnFigures,
  printMetrics,
} from "../metrics/mod.ts";

/** What the feed tells of itself. */
export type FeedFigures = Pick<OwnFigures, "clients" | "skipped" | "frameSeconds">;

/** Tells machines what people see: answers `/metrics`, and exports to OpenTelemetry. */
export class MetricsDesk {
  readonly #observer: Observer;
  readonly #percents: readonly number[];
  readonly #stopExport: () => void;

  /** `percents` are percentiles of the latencies that are told besides their histogram. */
  constructor(observer: Observer, percents: readonly number[] = []) {
    const { topology } = observer.source;
    this.#percents = percents;
    this.#observer = observer;
    this.#stopExport = exportToOpenTelemetry({
      topology,
      sample: () => observer.latest,
      latencies: (channel) => observer.measures.latencies(channel).totals,
      processes: () => observer.source.processes?.() ?? [],
      version: manifest.version,
    });
  }

  /** The answer to a scrape: `hist=1` asks for histograms, `full=1` for every series, however many they are. */
  answer(ask: Ask, { clients, skipped, frameSeconds }: FeedFigures): Response {
    const { latest, measures, shownValues, source } = this.#observer;
    const { topology } = source;
    const families = metricsView({
      topology,
      sample: latest,
      own: {
        version: manifest.version,
        deno: Deno.version.deno,
        clients,
        skipped,
        frameSeconds,
      },
      shown: shownValues,
      processes: source.processes?.() ?? [],
      percentiles: {
        percents: this.#percents,
        micros: (channel, percent) =>
          measures.latencies(channel).window(SPANS["1m"]).percentile(percent),
      },
      full: ask.query("full") === "1",
      ...ask.query("hist") === "1" && {
        latencies: (channel) => latencyBuckets(measures.latencies(channel).totals),
      },
    });
    const format = formatFor(ask.header("accept") ?? null);
    return live(printMetrics(families, format), METRICS_TYPES[format]);
  }

  /** Exports nothing more. */
  close(): void {
    this.#stopExport();
  }
}
