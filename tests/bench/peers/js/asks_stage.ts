/** Answers what is asked. */
import * as Comlink from "comlink";
import { billOf, type Question } from "../../asking.ts";

const scope = globalThis as unknown as {
  readonly name: string;
  onmessage: (event: MessageEvent<{ id: number; question: Question }>) => void;
  postMessage(data: unknown): void;
};

if (scope.name === "comlink") Comlink.expose({ bill: billOf }, scope as never);
else {
  scope.onmessage = ({ data: { id, question } }) =>
    scope.postMessage({ id, bill: billOf(question) });
}
