const FIRST_CAPACITY = 2;

/** The documents that contain a term, by number in ascending order, each with the set of fields (bits) it is in. */
export class PostingList {
  /** How many documents there are. */
  length = 0;
  private documents = new Uint32Array(FIRST_CAPACITY);
  private fields = new Uint8Array(FIRST_CAPACITY);

  /** Adds a document that is not in the list. */
  add(document: number, fields: number): void {
    if (this.length === this.documents.length) this.grow();
    const index = this.indexOf(document);
    this.shift(index, index + 1);
    this.documents[index] = document;
    this.fields[index] = fields;
    this.length += 1;
  }

  remove(document: number): void {
    const index = this.indexOf(document);
    if (index === this.length || this.documents[index] !== document) return;
    this.shift(index + 1, index);
    this.length -= 1;
  }

  forEach(visit: (document: number, fields: number) => void): void {
    for (let index = 0; index < this.length; index += 1) {
      visit(this.documents[index] ?? 0, this.fields[index] ?? 0);
    }
  }

  private shift(from: number, to: number): void {
    if (from === this.length) return;
    this.documents.copyWithin(to, from, this.length);
    this.fields.copyWithin(to, from, this.length);
  }

  /** Where the document is, or would be; new ones mostly come last. */
  private indexOf(document: number): number {
    let low = 0;
    let high = this.length;
    if (high > 0 && (this.documents[high - 1] ?? 0) < document) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.documents[middle] ?? 0) < document) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private grow(): void {
    const documents = new Uint32Array(this.length * 2);
    const fields = new Uint8Array(this.length * 2);
    documents.set(this.documents);
    fields.set(this.fields);
    this.documents = documents;
    this.fields = fields;
  }
}
