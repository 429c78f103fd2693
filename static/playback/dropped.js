// @ts-check
// Files that are dropped on the page, or chosen.

/**
 * Calls `onFile` with each file that is dropped anywhere on the page, or chosen by `input`.
 * @param {HTMLInputElement} input
 * @param {(file: File) => void} onFile
 */
export function takeFiles(input, onFile) {
  /** @param {DragEvent} event */
  const isFile = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    document.body.toggleAttribute("data-dropping", true);
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) document.body.toggleAttribute("data-dropping", false);
  });
  addEventListener("drop", (event) => {
    document.body.toggleAttribute("data-dropping", false);
    if (!isFile(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) onFile(file);
  });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    // The same file can be chosen once more.
    input.value = "";
    if (file) onFile(file);
  });
}
