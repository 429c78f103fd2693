/**
 * The command `hub`: one page for many pods.
 *
 * @module
 */
export { type HubCommand, parseHub } from "./options.ts";
