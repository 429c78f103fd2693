/**
 * Who is let in, and what is served.
 *
 * @module
 */
export { Access } from "./access.ts";
export { type Bound, directionsTo, urlOf } from "./address.ts";
export { type Ask, json, live, numberOf, refuse, type Responder } from "./answers.ts";
export { acknowledge, CLOCK_HEADER, follow } from "./event_answers.ts";
export { refusalOf } from "./gate.ts";
export { SAFETY } from "./headers.ts";
export { isEverywhere, isLoopback, type OwnNames } from "./host_check.ts";
export { type Handler, listen, LOOPBACK } from "./listen.ts";
export { checkPort, choosePort, portVariableFaults, readEnvironment } from "./port.ts";
export { ServerKeeper } from "./server_keeper.ts";
export { prepareFiles, type StaticFiles, stored } from "./static_files.ts";
