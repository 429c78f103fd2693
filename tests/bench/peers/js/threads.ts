/** Starts the threads of a peer: one worker a stage, joined by whatever the peer joins them with. */
import { type Words, wordsOf } from "../../words.ts";

/** What a stage is told first. */
export interface Begin<L> {
  readonly role: "source" | "worker" | "sink";
  readonly words: Words;
  readonly input: L | undefined;
  readonly out: L | undefined;
}

export type Roles = readonly Begin<unknown>["role"][];

/** The stages of a pipeline. */
export function rolesOf(words: Words): Roles {
  return words.actors === 3 ? ["source", "worker", "sink"] : ["source", "sink"];
}

/** Starts one worker a stage; the last one's first message is the result. */
export function runStages<L>(
  module: string,
  link: () => { out: L; input: L },
  transferable: boolean,
): void {
  const words = wordsOf(Deno.args);
  const roles = rolesOf(words);
  const links = roles.slice(1).map(link);
  roles.forEach((role, i) => {
    const worker = new Worker(module, { type: "module", name: role });
    const begin = { role, words, input: links[i - 1]?.input, out: links[i]?.out };
    const ports = [begin.input, begin.out].filter((end) => end !== undefined);
    worker.postMessage(begin, transferable ? ports as unknown as Transferable[] : []);
    worker.onmessage = ({ data }) => {
      console.log(JSON.stringify(data));
      Deno.exit(0);
    };
  });
}

/** Where a stage learns what it is. */
export function onBegin<L>(run: (begin: Begin<L>) => void): void {
  const scope = globalThis as unknown as { onmessage: unknown };
  scope.onmessage = ({ data }: MessageEvent<Begin<L>>) => run(data);
}

/** Called by the sink, once. */
export function report(figures: Record<string, number>): void {
  (globalThis as unknown as { postMessage(data: unknown): void }).postMessage(figures);
}
