/** A response, read from a bare socket. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends a request as it is written, which fetch would not let a test do, and reads the whole response. */
export async function rawRequest(port: number, lines: readonly string[]): Promise<RawResponse> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const request = [...lines, "Connection: close", "", ""].join("\r\n");
  await connection.write(new TextEncoder().encode(request));
  const text = await new Response(connection.readable).text();
  const [head = "", body = ""] = text.split("\r\n\r\n", 2);
  const [first = "", ...rest] = head.split("\r\n");
  const headers = new Headers(rest.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  }));
  return { status: Number(first.split(" ")[1]), headers, body };
}
