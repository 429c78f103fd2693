import { assert, assertEquals, assertMatch } from "@std/assert";
import { reportError, textOf, withCauses } from "../../src/errors.ts";

/** Runs no matter what is done to it. */
const trap = new Proxy({}, {
  get() {
    return () => {
      throw new Error("in a trap");
    };
  },
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

function errorWith(key: string, member: PropertyDescriptor): Error {
  return Object.defineProperty(new Error("x"), key, member);
}

function throws(): never {
  throw new Error("in a getter");
}

const hostile: Readonly<Record<string, () => unknown>> = {
  "undefined": () => undefined,
  "null": () => null,
  "a symbol": () => Symbol("s"),
  "a bigint": () => 12n,
  "a function": () => () => 1,
  "an object without prototype": () => Object.create(null),
  "an object that cannot be read": () => ({
    get message() {
      return throws();
    },
  }),
  "an object that cannot become text": () => ({ toString: throws, toJSON: throws }),
  "an object that inspects itself": () => ({ [Symbol.for("Deno.customInspect")]: throws }),
  "a cycle": () => {
    const cycle: Record<string, unknown> = {};
    return cycle.itself = cycle;
  },
  "a proxy": () => new Proxy(new Error("p"), { get: throws }),
  "a proxy of which even the prototype is secret": () =>
    new Proxy(new Error("p"), { getPrototypeOf: throws, get: throws, ownKeys: throws }),
  "a proxy whose traps throw": () => new Proxy({}, trap),
  "a revoked proxy": revoked,
  "an error without readable message": () => errorWith("message", { get: throws }),
  "an error without readable name": () => errorWith("name", { get: throws }),
  "an error without readable stack": () => errorWith("stack", { get: throws }),
  "an error without readable cause": () => errorWith("cause", { get: throws }),
  "an error named by a symbol": () => errorWith("name", { value: Symbol("n") }),
  "an error whose message is a function": () => errorWith("message", { value: () => 1 }),
  "an error whose stack is a function": () => errorWith("stack", { value: () => 1 }),
  "an error of very many words": () => new Error("x".repeat(5_000_000)),
  "very many words": () => "x".repeat(5_000_000),
  "an error that is its own cause": () => {
    const error = new Error("x");
    return Object.assign(error, { cause: error });
  },
  "an error caused by a revoked proxy": () => new Error("x", { cause: revoked() }),
  "an aggregate that gathers itself, and very many words": () => {
    const gathering = new AggregateError([], "x".repeat(1_000_000));
    gathering.cause = gathering;
    return Object.assign(gathering, { errors: Array(1000).fill(gathering) });
  },
  "an error whose list of errors is a proxy": () => Object.assign(new Error("x"), { errors: trap }),
  "an aggregate": () => new AggregateError([new Error("a")], "both"),
};

const LONGEST = 150_000;

for (const [what, make] of Object.entries(hostile)) {
  Deno.test(`reportError and textOf make plain, bounded text of ${what}`, () => {
    const value = make();
    const report = reportError(value);
    for (const text of [report.name, report.message, report.stack, textOf(value)]) {
      assertEquals(typeof text, "string");
      assert(text.length < LONGEST, `${text.length} characters`);
    }
    assertEquals(structuredClone(report), report);
  });
}

Deno.test("reportError tells an error with its causes, be they errors or not", () => {
  const error = new TypeError("outer", { cause: new Error("inner", { cause: "disk full" }) });
  const { name, message, stack } = reportError(error);
  assertEquals([name, message], ["TypeError", "outer"]);
  assertMatch(
    stack,
    /TypeError: outer\n[^]*\nCaused by: Error: inner\n[^]*\nCaused by: Error: disk full$/,
  );
});

Deno.test("reportError says what could be read of an error, and what could not", () => {
  assertEquals(
    reportError(errorWith("message", { get: throws })).message,
    "(its message cannot be read)",
  );
  const { name, message } = reportError(errorWith("name", { value: Symbol("n") }));
  assertEquals([name, message], ["Symbol(n)", "x"]);
  const { message: long } = reportError(new Error("x".repeat(20_000)));
  assertEquals(long, `${"x".repeat(16_384)}… (20000 characters)`);
});

Deno.test("textOf leaves text as it is, and shows everything else on one line", () => {
  assertEquals(textOf("as it is\n"), "as it is\n");
  assertEquals(textOf(new RangeError("too far")), "RangeError: too far");
  assertEquals(textOf({ a: [1, 2n] }), "{ a: [ 1, 2n ] }");
  assertEquals(textOf(undefined), "undefined");
  assertEquals(textOf(Symbol("s")), "Symbol(s)");
  assertEquals(textOf(revoked()).includes("\n"), false);
});

Deno.test("what an error came of is told in lines: its causes, and what an AggregateError gathers", () => {
  const refused = new Error("connection refused\n  by 10.0.0.7");
  const gathered = new AggregateError([refused, "no route"], "", { cause: new TypeError("late") });
  const report = reportError(new Error("cannot pay", { cause: gathered }));
  assertEquals(report.causes, [
    "AggregateError: ",
    "TypeError: late",
    "Error: connection refused by 10.0.0.7",
    "Error: no route",
  ]);
  assertMatch(report.stack, /Caused by: .*\n[^]*Caused by: Error: connection refused/);
  assertEquals(
    withCauses(reportError(new Error("cannot pay", { cause: refused }))),
    "cannot pay, because of Error: connection refused by 10.0.0.7",
  );
  assertEquals(withCauses(reportError(new Error("alone"))), "alone");
});

Deno.test("of what is thrown and is neither an error nor plain data, as much is told as can be seen", () => {
  assertMatch(reportError(new Response("sunk", { status: 503 })).message, /Response.*503/);
  assertMatch(reportError(new Map([["seats", 0]])).message, /Map.*seats/);
  assertMatch(reportError(new CloseEvent("close", { code: 1006 })).message, /CloseEvent.*1006/);
  assertEquals(reportError({ code: 5 }).message, '{"code":5}');
});
