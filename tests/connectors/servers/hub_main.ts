/**
 * A service for tests of HTTP and WebSocket, as a process of its own so that it can be killed: what comes is in a file before it is
 * answered, and what goes out is in one until it is settled. By the runtime's own server and sockets, which no wire is made of.
 *
 * - `POST /in/TOPIC` keeps a request, each `Idempotency-Key` once; `GET /in/TOPIC` has all as lines of JSON.
 * - `POST /publish/TOPIC` with a list of base64 adds messages, which a socket at `/feed/TOPIC` is sent, as `{"id", "bytes"}`, until
 *   it has told `{"settled": n}`.
 * - A socket at `/put/TOPIC` has its frames kept, and is told `{"settled": n}` of each.
 * - A body of `refused` is 422. Below `/locked` there is the same for who has the token `right`.
 *
 * Run as `hub_main.ts PORT FOLDER`.
 */
const [port = "0", folder = "."] = Deno.args;
const WINDOW = 10_000;
const REFUSED = "refused";

interface Feed {
  readonly messages: Uint8Array<ArrayBuffer>[];
  settled: number;
  readonly news: Set<() => void>;
}

const feeds = new Map<string, Feed>();
const known = new Map<string, Set<string>>();

function read(name: string): string {
  try {
    return Deno.readTextFileSync(`${folder}/${name}`);
  } catch {
    return "";
  }
}

function linesOf(name: string): string[] {
  return read(name).split("\n").filter((line) => line !== "");
}

function append(name: string, line: string): void {
  Deno.writeTextFileSync(`${folder}/${name}`, `${line}\n`, { append: true });
}

function feedOf(topic: string): Feed {
  const feed = feeds.get(topic) ?? {
    messages: linesOf(`${topic}.out`).map((line) => Uint8Array.fromBase64(line)),
    settled: Number(linesOf(`${topic}.settled`).at(-1) ?? 0),
    news: new Set(),
  };
  feeds.set(topic, feed);
  return feed;
}

/** Keeps what came, if it is new. */
function keep(topic: string, key: string | null, bytes: Uint8Array): void {
  const keys = known.get(topic) ??
    new Set(linesOf(`${topic}.in`).map((line) => JSON.parse(line).key));
  known.set(topic, keys);
  if (key !== null && keys.has(key)) return;
  append(`${topic}.in`, JSON.stringify({ key, bytes: bytes.toBase64() }));
  if (key !== null) keys.add(key);
}

function feed(topic: string, socket: WebSocket): void {
  const feed = feedOf(topic);
  const first = feed.settled;
  let sent = first;
  const send = () => {
    while (socket.readyState === WebSocket.OPEN && sent < feed.messages.length) {
      if (sent - feed.settled >= WINDOW) return;
      const bytes = (feed.messages[sent] as Uint8Array).toBase64();
      socket.send(JSON.stringify({ id: `${topic}/${sent++}`, bytes }));
    }
  };
  socket.onopen = () => {
    feed.news.add(send);
    send();
  };
  socket.onclose = () => feed.news.delete(send);
  socket.onmessage = ({ data }) => {
    const { settled } = JSON.parse(data);
    if (first + settled <= feed.settled) return;
    feed.settled = first + settled;
    append(`${topic}.settled`, `${feed.settled}`);
    send();
  };
}

function put(topic: string, socket: WebSocket): void {
  let settled = 0;
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) => {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data);
    keep(topic, null, bytes);
    socket.send(JSON.stringify({ settled: ++settled }));
  };
}

function upgrade(request: Request, serve: (socket: WebSocket) => void): Response {
  if (request.headers.get("upgrade") !== "websocket") return new Response(null, { status: 426 });
  const { socket, response } = Deno.upgradeWebSocket(request);
  serve(socket);
  return response;
}

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  const isLocked = path.startsWith("/locked/");
  if (isLocked && request.headers.get("authorization") !== "Bearer right") {
    return new Response("who are you", { status: 401 });
  }
  const [, way, topic = ""] = (isLocked ? path.slice("/locked".length) : path).split("/");
  if (topic === "") return new Response("ready", { status: way === "" ? 200 : 404 });
  if (way === "feed") return upgrade(request, (socket) => feed(topic, socket));
  if (way === "put") return upgrade(request, (socket) => put(topic, socket));
  if (way === "in" && request.method === "GET") return new Response(read(`${topic}.in`));
  if (way === "in") {
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (new TextDecoder().decode(bytes) === REFUSED) {
      return new Response("nobody wants that", { status: 422 });
    }
    keep(topic, request.headers.get("idempotency-key"), bytes);
    return new Response(null, { status: 204 });
  }
  if (way !== "publish") return new Response(null, { status: 404 });
  const feed_ = feedOf(topic);
  for (const base64 of await request.json()) {
    append(`${topic}.out`, base64);
    feed_.messages.push(Uint8Array.fromBase64(base64));
  }
  for (const send of feed_.news) send();
  return new Response(null, { status: 204 });
}

if (import.meta.main) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: Number(port), onListen() {} }, answer);
  // A good end: connections are closed, and nothing is cut off in the middle.
  Deno.addSignalListener("SIGTERM", async () => {
    await Promise.race([server.shutdown(), new Promise((resolve) => setTimeout(resolve, 200))]);
    Deno.exit(0);
  });
}
