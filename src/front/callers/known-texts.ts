const MOST = 1_000;

/** Remembers a bounded number of texts that a costly rule has accepted. */
export class KnownTexts {
  private readonly texts = new Set<string>();

  has(text: string): boolean {
    return this.texts.has(text);
  }

  add(text: string): void {
    if (this.texts.size >= MOST) this.texts.clear();
    this.texts.add(text);
  }
}
