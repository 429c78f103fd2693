/**
 * Figures for other machines: Prometheus and OpenTelemetry.
 *
 * @module
 */
export type { Family } from "./family.ts";
export { latencyBuckets } from "./latency_buckets.ts";
export { metricsView, type OwnFigures } from "./metrics_view.ts";
export { exportToOpenTelemetry } from "./otel.ts";
export { formatFor, METRICS_TYPES, printMetrics } from "./print_metrics.ts";
