/**
 * Sources and sinks that are there already: actors that read from a service, or put into one, each through a wire. The wires have doors of
 * their own.
 *
 * @module
 */
export * from "./sink/mod.ts";
export * from "./wire.ts";
