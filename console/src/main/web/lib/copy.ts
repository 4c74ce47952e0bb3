/** Copies, or selects where the browser lets no page copy (one that is not served over https); gives whether it was copied. */
export async function copy(text: string, shown: HTMLElement | undefined): Promise<boolean> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  if (shown) {
    getSelection()?.selectAllChildren(shown);
  }
  return false;
}
