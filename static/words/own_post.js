// @ts-check
// By what the server knows that it is the page that posts.

/**
 * What the page says with all that it posts. A page elsewhere cannot say it: its browser would ask the server before whether it
 * may, and the server tells nobody so.
 * @type {readonly [name: string, value: string]}
 */
export const OWN_HEADER = ["x-requested-with", "telemetry-page"];

/** How the page posts. */
export const OWN_POST = { method: "POST", headers: Object.fromEntries([OWN_HEADER]) };
