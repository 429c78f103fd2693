/** How much a log record matters. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** All levels, from the least to the most important. */
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
