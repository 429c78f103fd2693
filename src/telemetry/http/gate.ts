import { OWN_HEADER } from "../../../static/words/own_post.js";
import type { Access } from "./access.ts";
import { refuse } from "./answers.ts";
import { isOwnHost } from "./host_check.ts";
import type { OwnNames } from "./host_check.ts";

/** No request has a body; some clients send a few bytes all the same. */
const MAX_BODY_BYTES = 1024;
const MAX_URL_LENGTH = 4096;

/** Decides whether a request is answered at all: `null` if it is, else what is said instead. */
export async function refusalOf(
  request: Request,
  own: OwnNames,
  access: Access,
  remote: string,
): Promise<Response | null> {
  if (!isOwnHost(request.headers.get("host"), own)) {
    return refuse(
      421,
      `Cannot answer: the host is not ${own.hostname}:${own.port}; ` +
        "other names are given with the option allowedHosts",
    );
  }
  if (request.url.length > MAX_URL_LENGTH) {
    return refuse(414, "Cannot answer: the address is too long");
  }
  const length = Number(request.headers.get("content-length") ?? 0);
  if (length > MAX_BODY_BYTES || request.headers.has("transfer-encoding")) {
    return refuse(413, `Cannot answer: a request has ${MAX_BODY_BYTES} bytes at most`);
  }
  if (changesSomething(request) && isFromElsewhere(request)) {
    return refuse(403, "Cannot do that for a page of another origin");
  }
  return await access.refusal(request, { remote, port: own.port });
}

/** Pages of other origins could not read what they get, but could use the streams up, and start profiles. */
function changesSomething(request: Request): boolean {
  return request.method !== "GET" && request.method !== "HEAD" ||
    new URL(request.url).pathname === "/events";
}

/** Browsers say where a request comes from; others say nothing. */
function isFromElsewhere(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site !== "none" && site !== "same-origin";
  // Without TLS that is not said. A proxy may ask by a name of its own, so that the origin is another one than the host.
  if (request.headers.get(OWN_HEADER[0]) === OWN_HEADER[1]) return false;
  const origin = request.headers.get("origin");
  return origin !== null && !URL.canParse(origin) ||
    origin !== null && new URL(origin).host !== request.headers.get("host");
}
