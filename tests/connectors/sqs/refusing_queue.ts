import { createHash } from "node:crypto";

/** An entry of a request for several messages. */
export interface RefusableEntry {
  readonly Id: string;
  readonly MessageBody?: string;
  readonly ReceiptHandle?: string;
}

/** How an entry is refused. */
export interface Refusal {
  readonly SenderFault: boolean;
  readonly Code: string;
}

/** A server that speaks as SQS does, and refuses what it is told to: a real one does so when it has trouble, and not when it is asked. */
export function refusingQueue(
  refusalOf: (entry: RefusableEntry, action: string) => Refusal | undefined,
): AsyncDisposable & { readonly url: string; readonly asked: readonly string[][] } {
  const asked: string[][] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const action = request.headers.get("x-amz-target")!.split(".")[1]!;
    const { Entries = [] } = await request.json() as { Entries?: RefusableEntry[] };
    if (action === "GetQueueAttributes") {
      return Response.json({ Attributes: { MaximumMessageSize: "1048576" } });
    }
    asked.push(Entries.map(({ MessageBody, ReceiptHandle }) => MessageBody ?? ReceiptHandle!));
    const Failed = Entries.flatMap((entry) => {
      const refusal = refusalOf(entry, action);
      return refusal === undefined ? [] : [{ Id: entry.Id, ...refusal }];
    });
    const refused = new Set(Failed.map(({ Id }) => Id));
    const Successful = Entries.filter(({ Id }) => !refused.has(Id)).map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: createHash("md5").update(MessageBody ?? "").digest("hex"),
    }));
    return Response.json({ Failed, Successful });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
