import { assertEquals } from "@std/assert";
import { kindText } from "../../static/words/kind_text.js";

Deno.test("kindText leaves out the types of a struct's fields, and is never long", () => {
  assertEquals(kindText("u32"), "u32");
  assertEquals(
    kindText("struct(id:u32, cents:u32, city:textLength u16, city:textBytes u8×12)"),
    "struct(id, cents, city)",
  );
  assertEquals(
    kindText("call(struct(id:u32, cents:u32), answer)"),
    "call(struct(id, cents), answer)",
  );
  assertEquals(kindText("answer(struct(at.x:f64, at.y:f64))"), "answer(struct(at.x, at.y))");
  const many = Array.from({ length: 20 }, (_, at) => `field${at}:f64`).join(", ");
  assertEquals(kindText(`struct(${many})`), "struct(field0, field1, field2, …");
  assertEquals(kindText("x".repeat(33)).length, 32);
});
