/**
 * What partners say of themselves before anything goes over a link, and whether they fit.
 *
 * @module
 */
export { type Hello, helloOf, LINK_PROTOCOL, readHello, readRefusal } from "./hello.ts";
export { type Credentials, entryFault, pairFault } from "./judge.ts";
