/**
 * The handshake of WebSocket, RFC 6455: a request of HTTP, and its answer, and from there on the connection is one of frames.
 *
 * @module
 */
import { LinkLostError } from "../../link.ts";
import type { ByteStream } from "../byte_stream.ts";
import type { Received } from "../received.ts";
import { hasToken, type HttpHead, readHttpHead } from "./http_head.ts";

/** What both sides hash the client's key with, by the RFC. */
const ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

const encoder = new TextEncoder();

/** Asks for a WebSocket. @throws {LinkLostError} if there is none */
export async function askForWebSocket(
  stream: ByteStream,
  received: Received,
  url: URL,
): Promise<void> {
  const key = crypto.getRandomValues(new Uint8Array(16)).toBase64();
  await writeAll(
    stream,
    [
      `GET ${url.pathname}${url.search} HTTP/1.1`,
      `Host: ${url.host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${key}`,
    ],
  );
  const { line, headers } = await readHttpHead(received);
  const status = /^HTTP\/1\.1 (\d{3})/.exec(line)?.[1];
  if (status === undefined) throw new LinkLostError("what answers there is no server of HTTP");
  if (status !== "101") throw new LinkLostError(statusReason(status));
  if (headers.get("sec-websocket-accept") !== await acceptOf(key)) {
    throw new LinkLostError("what answers there is no server of WebSockets");
  }
}

function statusReason(status: string): string {
  const remedy = status === "404"
    ? ": set url to where the partner listens, or where a proxy has it"
    : status === "502" || status === "503" || status === "504"
    ? ": the proxy there does not reach the partner"
    : "";
  return `the server answers ${status} instead of a WebSocket${remedy}`;
}

/** Answers one who asks for a WebSocket at that path. @throws {LinkLostError} if he asks for something else, which he is told */
export async function answerWebSocket(
  stream: ByteStream,
  received: Received,
  path: string,
): Promise<void> {
  const head = await readHttpHead(received);
  const refusal = refusalOf(head, path);
  if (refusal !== undefined) {
    await writeAll(stream, [
      `HTTP/1.1 ${refusal.status}`,
      "Connection: close",
      "Content-Length: 0",
    ]);
    throw new LinkLostError(refusal.why);
  }
  await writeAll(stream, [
    "HTTP/1.1 101 Switching Protocols",
    "Connection: Upgrade",
    "Upgrade: websocket",
    `Sec-WebSocket-Accept: ${await acceptOf(head.headers.get("sec-websocket-key") ?? "")}`,
  ]);
}

function refusalOf(
  { line, headers }: HttpHead,
  path: string,
): { readonly status: string; readonly why: string } | undefined {
  const asked = /^GET (\S+) HTTP\/1\.1$/.exec(line)?.[1];
  if (asked === undefined) return { status: "400 Bad Request", why: "it asks for no WebSocket" };
  if (asked.split("?", 1)[0] !== path) {
    return { status: "404 Not Found", why: "it asks for another path than that of the address" };
  }
  // A page of any site may connect to any server that the browser reaches, loopback too.
  if (headers.has("origin")) {
    return { status: "403 Forbidden", why: "it is a browser's page: links are between pods" };
  }
  const isUpgrade = hasToken(headers.get("upgrade"), "websocket") &&
    hasToken(headers.get("connection"), "upgrade") &&
    headers.get("sec-websocket-version") === "13" && headers.has("sec-websocket-key");
  return isUpgrade
    ? undefined
    : { status: "426 Upgrade Required", why: "it asks for no WebSocket of version 13" };
}

async function acceptOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", encoder.encode(key + ACCEPT_SUFFIX));
  return new Uint8Array(digest).toBase64();
}

async function writeAll(stream: ByteStream, lines: readonly string[]): Promise<void> {
  const bytes = encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
  for (let at = 0; at < bytes.length;) at += await stream.write(bytes.subarray(at));
}
