/** Names that nobody means well with, or that no page expects. */
export const HOSTILE_NAMES: readonly string[] = [
  `"><img src=x onerror=alert(1)>`,
  `</text><script>alert(2)</script>`,
  `back\\slash \\N \\"`,
  "\u05E9\u05DC\u05D5\u05DD",
  "x".repeat(200),
  `"; a0 -> a1 [URL="javascript:alert(3)"]; "`,
];
