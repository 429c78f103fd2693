// @ts-check
// The worker that all pages of this server in one browser share, so that they need one connection together: a browser
// has six to a server, and a page that holds one each would leave none for the seventh.

import { FeedHub } from "./feed_hub.js";

const hub = new FeedHub();
addEventListener("connect", (event) => {
  const [port] = /** @type {MessageEvent} */ (event).ports;
  if (port) hub.join(port);
});
