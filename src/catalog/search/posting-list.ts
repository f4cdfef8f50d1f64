/** A posting is one number: the document's number, and the set of fields (bits) that the term is in. */
const FIELD_SETS = 16;
const FIELD_BITS = 4;

const FIRST_CAPACITY = 4;
/** A list that has become so many times smaller than its array gets a smaller one. */
const SHRINK_AT = 4;

/**
 * The documents that contain a term, in ascending order of their numbers. Most terms are in one document only, which
 * needs no array.
 */
export class PostingList {
  /** How many documents there are. */
  length = 0;
  private only = 0;
  private postings: Uint32Array | undefined;

  /** Adds a document that is not in the list. */
  add(document: number, fields: number): void {
    const posting = document * FIELD_SETS + fields;
    if (this.length === 0) this.only = posting;
    else {
      const postings = this.withRoom();
      const index = this.indexOf(document);
      postings.copyWithin(index + 1, index, this.length);
      postings[index] = posting;
    }
    this.length += 1;
  }

  remove(document: number): void {
    const index = this.indexOf(document);
    if (index === this.length || this.documentAt(index) !== document) return;
    this.postings?.copyWithin(index, index + 1, this.length);
    this.length -= 1;
    if (this.length === 1) {
      this.only = this.at(0);
      this.postings = undefined;
    } else if (this.postings !== undefined && this.length * SHRINK_AT < this.postings.length) {
      this.postings = this.postings.slice(0, this.length * 2);
    }
  }

  /** The number of the document at an index below {@link length}. */
  documentAt(index: number): number {
    return this.at(index) >>> FIELD_BITS;
  }

  /** The fields of the document at an index below {@link length}. */
  fieldsAt(index: number): number {
    return this.at(index) & (FIELD_SETS - 1);
  }

  private at(index: number): number {
    return this.postings === undefined ? this.only : (this.postings[index] ?? 0);
  }

  /** Where the document is, or would be; new ones mostly come last. */
  private indexOf(document: number): number {
    let low = 0;
    let high = this.length;
    if (high > 0 && this.documentAt(high - 1) < document) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.documentAt(middle) < document) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private withRoom(): Uint32Array {
    const { postings, length } = this;
    if (postings !== undefined && length < postings.length) return postings;
    const larger = new Uint32Array(postings === undefined ? FIRST_CAPACITY : length * 2);
    if (postings === undefined) larger[0] = this.only;
    else larger.set(postings);
    this.postings = larger;
    return larger;
  }
}
