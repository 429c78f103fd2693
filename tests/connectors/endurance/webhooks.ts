/**
 * Sends webhooks to a service that is killed by SIGKILL again and again, each until it is answered 202, and looks whether every one that was
 * is in its file, once. `deno run -A tests/connectors/endurance/webhooks.ts [--webhooks 20000] [--kills 30] [--senders 32]`
 */
import { parseArgs } from "node:util";
import { DatabaseSync } from "node:sqlite";
import { freePort } from "../servers/find.ts";

/** How much is sent, by how many at a time, and how often the service is killed in the meantime. */
export interface WebhookRun {
  readonly webhooks: number;
  readonly kills: number;
  readonly senders: number;
}

/** What came of it. */
export interface WebhookResult {
  /** Answered 202. */
  readonly accepted: number;
  /** In the file. */
  readonly kept: number;
  /** Accepted and not in the file. There must be none. */
  readonly lost: readonly string[];
  /** In the file with another content than was sent. There must be none. */
  readonly wrong: readonly string[];
  /** That came into the file's actor more than once, and are there once by their origin. */
  readonly repeated: number;
  /** Requests that were answered otherwise, or not at all. */
  readonly failed: number;
  readonly kills: number;
  readonly seconds: number;
}

const SERVICE = new URL("./webhooks_service.ts", import.meta.url);

/** The process of the service, again and again. */
class Service {
  readonly port = freePort();
  readonly #folder: string;
  #process: Deno.ChildProcess;

  constructor(folder: string) {
    this.#folder = folder;
    this.#process = this.#start();
  }

  #start(): Deno.ChildProcess {
    return new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", "--no-check", "--quiet", SERVICE.href].concat([
        `${this.port}`,
        this.#folder,
      ]),
      stdout: "null",
      stderr: "inherit",
    }).spawn();
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
    this.#process = this.#start();
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGTERM");
    const { code } = await this.#process.status;
    if (code !== 0) throw new Error(`The service has ended with ${code}`);
  }
}

/** Does a run. */
export async function runWebhooks(
  { webhooks, kills, senders }: WebhookRun,
): Promise<WebhookResult> {
  const folder = await Deno.makeTempDir({ prefix: "steady-webhooks-" });
  const begin = performance.now();
  try {
    const service = new Service(folder);
    const url = `http://127.0.0.1:${service.port}/orders`;
    const accepted = new Set<string>();
    let next = 0;
    let failed = 0;
    const send = async (n: number): Promise<void> => {
      const request = {
        method: "POST",
        headers: { "webhook-id": `hook_${n}` },
        body: `{"n":${n}}`,
      };
      while (true) {
        try {
          const response = await fetch(url, request);
          await response.body?.cancel();
          if (response.status === 202) {
            accepted.add(`hook_${n}`);
            return;
          }
        } catch {
          // It was killed, or is not up yet.
        }
        failed++;
        await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
      }
    };
    const sender = async () => {
      while (next < webhooks) await send(next++);
    };
    const killer = async () => {
      for (let n = 1; n <= kills; n++) {
        // Spread over the whole, each at some moment of the traffic.
        const due = (n - Math.random()) * webhooks / (kills + 1);
        while (accepted.size < due) await new Promise((resolve) => setTimeout(resolve, 1));
        await service.kill();
      }
    };
    await Promise.all([killer(), ...Array.from({ length: senders }, sender)]);
    await service.stop();
    return {
      ...look(`${folder}/orders`, accepted),
      accepted: accepted.size,
      failed,
      kills,
      seconds: (performance.now() - begin) / 1000,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function look(
  path: string,
  accepted: ReadonlySet<string>,
): Pick<WebhookResult, "kept" | "lost" | "wrong" | "repeated"> {
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = file.prepare("SELECT origin, n, times FROM orders").all() as {
      origin: string;
      n: number;
      times: number;
    }[];
    const kept = new Set(rows.map(({ origin }) => origin));
    return {
      kept: rows.length,
      lost: [...accepted].filter((id) => !kept.has(id)),
      wrong: rows.filter(({ origin, n }) => origin !== `hook_${n}`).map(({ origin }) => origin),
      repeated: rows.filter(({ times }) => times > 1).length,
    };
  } finally {
    file.close();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      webhooks: { type: "string", default: "20000" },
      kills: { type: "string", default: "30" },
      senders: { type: "string", default: "32" },
    },
  });
  const run = {
    webhooks: Number(values.webhooks),
    kills: Number(values.kills),
    senders: Number(values.senders),
  };
  const result = await runWebhooks(run);
  console.log(result);
  const isRight = result.lost.length === 0 && result.wrong.length === 0 &&
    result.kept === run.webhooks && result.accepted === run.webhooks;
  console.log(isRight ? "Every 202 is in the file, once" : "NOT every 202 is in the file, once");
  if (!isRight) Deno.exit(1);
}
