// @ts-check
// The events of the stream behind `hello`, by what they tell. The server imports this file too.

/** How actors and channels are. */
export const VALUES = ["key", "tick"];

/** What has happened: it is kept, and played with a recording. */
export const HAPPENINGS = ["life", "alert"];

/** What a recording holds. */
export const RECORDED = [...VALUES, ...HAPPENINGS];

/** All of them. */
export const EVENTS = ["topology", ...RECORDED, "bye"];
