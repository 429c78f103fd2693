/** As much of JSON Schema as the API's uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly pattern?: string;
}

/** What is wrong with a value, by its place in it; as far as {@link JsonSchema} goes. */
export function schemaFaults(
  value: unknown,
  schema: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
  at = "$",
): string[] {
  const again = (inner: unknown, of: JsonSchema, place: string) =>
    schemaFaults(inner, of, definitions, place);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace("#/$defs/", "");
    const definition = definitions[name];
    return definition === undefined
      ? [`${at}: no definition ${name}`]
      : again(value, definition, at);
  }
  const faults: string[] = [];
  if (schema.type !== undefined) {
    const types = [schema.type].flat();
    if (!types.some((type) => isOfType(value, type))) {
      return [`${at}: ${JSON.stringify(value)?.slice(0, 60)} is no ${types.join(" or ")}`];
    }
  }
  if ("const" in schema && value !== schema.const) {
    faults.push(`${at}: ${JSON.stringify(value)} is not ${JSON.stringify(schema.const)}`);
  }
  if (schema.enum && !schema.enum.includes(value as string)) {
    faults.push(`${at}: ${JSON.stringify(value)} is none of ${schema.enum.join(", ")}`);
  }
  if (schema.anyOf) {
    const all = schema.anyOf.map((one) => again(value, one, at));
    if (!all.some((inner) => inner.length === 0)) faults.push(`${at}: nothing fits`, ...all.flat());
  }
  if (typeof value === "number" && schema.minimum !== undefined && value < schema.minimum) {
    faults.push(`${at}: ${value} is below ${schema.minimum}`);
  }
  if (typeof value === "string" && schema.pattern && !new RegExp(schema.pattern).test(value)) {
    faults.push(`${at}: ${value} does not match ${schema.pattern}`);
  }
  if (Array.isArray(value) && schema.items) {
    value.forEach((item, i) => faults.push(...again(item, schema.items!, `${at}[${i}]`)));
  }
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    for (const name of schema.required ?? []) {
      if (!(name in value)) faults.push(`${at}.${name} is missing`);
    }
    for (const [name, inner] of Object.entries(value)) {
      const byPattern = Object.entries(schema.patternProperties ?? {})
        .find(([pattern]) => new RegExp(pattern).test(name))?.[1];
      const known = schema.properties?.[name] ?? byPattern;
      if (known) faults.push(...again(inner, known, `${at}.${name}`));
      else if (schema.additionalProperties === false) faults.push(`${at}.${name} is unknown`);
      else if (typeof schema.additionalProperties === "object") {
        faults.push(...again(inner, schema.additionalProperties, `${at}.${name}`));
      }
    }
  }
  return faults;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") {
    return value !== null && typeof value === "object" && !Array.isArray(value);
  }
  const known: string = typeof value;
  return known === type;
}
