/**
 * What is answered to whoever asks for JSON, text or DOT.
 *
 * @module
 */
export { type ApiParts, apiRoutes } from "./api.ts";
export type { PodsView } from "./api_schema.ts";
export { detailDesk, NO_SUCH_PART } from "./detail_desk.ts";
export { graphView } from "./detail_view.ts";
export { dotView } from "./dot_view.ts";
export { LogDesk } from "./log_desk.ts";
export { MetricsDesk } from "./metrics_desk.ts";
export { ProfileDesk } from "./profile_desk.ts";
export { readiness } from "./readiness.ts";
