import type { SeenTerm } from './indexed-terms.js';
import { PostingList } from './posting-list.js';

/** An indexed term with the documents that contain it. */
export class Term extends PostingList implements SeenTerm {
  fieldsSeen = 0;
  /** Its places in {@link TypoIndex}. */
  firstSlot = 0;
  lastSlot = 0;

  constructor(readonly text: string) {
    super();
  }
}
