/**
 * Who follows a graph live, and what each is given.
 *
 * @module
 */
export { Feed } from "./feed.ts";
