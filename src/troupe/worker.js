/**
 * What the host names as a worker's module. Each worker gets this URL with a number of its own, and the number would make a
 * TypeScript module a new one each time, to be checked anew wherever types are checked.
 *
 * The import is static: with one that has to be awaited, the host's first message could come before anybody listens.
 */
import "./entry.ts";
