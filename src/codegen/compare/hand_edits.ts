import { hasGeneratedLine, isAsGenerated } from "../generated_line.ts";

/** Whether a generated file is as it was made: `edited` by hand since, or `unsigned` where the line that says so is gone. */
export function handOf(text: string): "made" | "edited" | "unsigned" {
  const plain = text.replaceAll("\r\n", "\n");
  if (!hasGeneratedLine(plain)) return "unsigned";
  return isAsGenerated(plain) ? "made" : "edited";
}
