/** Reads an event stream to its end, as an open page does, and throws it away. */
globalThis.addEventListener("message", async (event) => {
  const { body } = await fetch((event as MessageEvent<string>).data);
  for await (const _ of body!);
});
