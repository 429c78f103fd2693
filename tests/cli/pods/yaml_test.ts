import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parse } from "yaml";
import { yamlText, type YamlValue } from "../../../src/cli/pods/yaml.ts";

Deno.test("what is written is what a reader of YAML finds, whatever it is", () => {
  const { value } = fc.letrec<{ value: YamlValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean()),
      fc.constantFrom("no", "1e3", "~", "", "- a", "a: b", "# c", "\n", "0x1f", "null"),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom("a", "b/c.d", "no: x", "", "- y", "true"), tie("value"), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  }));
  fc.assert(fc.property(value, (value) => assertEquals(parse(yamlText(value)), value)));
});

Deno.test("what is undefined is left out", () => {
  assertEquals(yamlText({ a: undefined, b: [1] }), "b:\n  - 1\n");
});
