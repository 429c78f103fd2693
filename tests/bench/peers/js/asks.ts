/** Asks of the host to a worker by bare means. `by`: `postMessage`, with a table of who waits for which answer, or `comlink`. */
import * as Comlink from "comlink";
import { type Bill, measureAsks, type Question } from "../../asking.ts";
import { finish, wordsOf } from "../../words.ts";

const words = wordsOf(Deno.args);
const worker = new Worker(new URL("./asks_stage.ts", import.meta.url), {
  type: "module",
  name: String(words.by),
});

function asker(): (question: Question) => Promise<Bill> {
  const waiting = new Map<number, (bill: Bill) => void>();
  let last = 0;
  worker.onmessage = ({ data: { id, bill } }) => {
    waiting.get(id)?.(bill);
    waiting.delete(id);
  };
  return (question) =>
    new Promise((resolve) => {
      waiting.set(++last, resolve);
      worker.postMessage({ id: last, question });
    });
}

function farAsker(): (question: Question) => Promise<Bill> {
  const far = Comlink.wrap<{ bill(question: Question): Bill }>(worker);
  return (question) => far.bill(question);
}

finish(await measureAsks(words.by === "comlink" ? farAsker() : asker(), words));
