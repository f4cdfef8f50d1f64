import type { Term } from './term.js';

/** A leaf that has more terms is divided. */
const LARGEST = 1_024;
/** A branch that has fewer terms becomes a leaf again. */
const SMALLEST = 256;

/**
 * Terms by their text, and in order of the alphabet: those with the same first characters are together, divided by the next
 * character only where there are many. So no change moves or compares many terms, however many there are, and only the
 * leaves that a reader asks for are sorted.
 */
export class TermTree {
  /** How many terms there are. */
  size = 0;
  /** All terms of a leaf; of a branch only the one that has no next character. */
  private terms = new Map<string, Term>();
  private sorted: readonly Term[] | undefined;
  /** The children of a branch, by the next character; `undefined` in a leaf. */
  private children: Map<number, TermTree> | undefined;
  private sortedChildren: readonly TermTree[] | undefined;

  /** @param depth - how many first characters all terms have in common */
  constructor(private readonly depth = 0) {}

  get(text: string): Term | undefined {
    return this.nodeOf(text).terms.get(text);
  }

  /** Adds a term that is not in here. */
  add(term: Term): void {
    this.size += 1;
    if (this.children !== undefined && term.text.length > this.depth) {
      this.childFor(term.text).add(term);
      return;
    }
    this.terms.set(term.text, term);
    this.sorted = undefined;
    if (this.children === undefined && this.size > LARGEST) this.divide();
  }

  /** Removes a term that is in here. */
  remove(term: Term): void {
    this.size -= 1;
    const child = this.childOf(term.text);
    if (child === undefined) {
      this.terms.delete(term.text);
      this.sorted = undefined;
      return;
    }
    child.remove(term);
    if (child.size === 0) {
      this.children?.delete(term.text.charCodeAt(this.depth));
      this.sortedChildren = undefined;
    }
    if (this.size < SMALLEST) this.becomeLeaf();
  }

  /** The terms that begin with `prefix`, in their order. Nothing may change meanwhile. */
  *with(prefix: string): Iterable<Term> {
    const node = this.nodeOf(prefix);
    if (node.depth === prefix.length) yield* node.inOrder();
    else yield* byAlphabet(node.terms.values().filter(({ text }) => text.startsWith(prefix)));
  }

  private *inOrder(): Iterable<Term> {
    yield* (this.sorted ??= byAlphabet(this.terms.values()));
    if (this.children === undefined) return;
    this.sortedChildren ??= [...this.children]
      .sort(([one], [other]) => one - other)
      .map(([, child]) => child);
    for (const child of this.sortedChildren) yield* child.inOrder();
  }

  /** The last node on the way of a text, which has the term if there is one. */
  private nodeOf(text: string): TermTree {
    return this.childOf(text)?.nodeOf(text) ?? this;
  }

  private childOf(text: string): TermTree | undefined {
    if (this.children === undefined || text.length <= this.depth) return undefined;
    return this.children.get(text.charCodeAt(this.depth));
  }

  private childFor(text: string): TermTree {
    const children = (this.children ??= new Map<number, TermTree>());
    const unit = text.charCodeAt(this.depth);
    let child = children.get(unit);
    if (child === undefined) {
      child = new TermTree(this.depth + 1);
      children.set(unit, child);
      this.sortedChildren = undefined;
    }
    return child;
  }

  private divide(): void {
    const { terms } = this;
    this.terms = new Map();
    for (const [text, term] of terms) {
      if (text.length > this.depth) this.childFor(text).add(term);
      else this.terms.set(text, term);
    }
  }

  private becomeLeaf(): void {
    for (const term of this.inOrder()) this.terms.set(term.text, term);
    this.children = undefined;
    this.sortedChildren = undefined;
    this.sorted = undefined;
  }
}

function byAlphabet(terms: Iterable<Term>): Term[] {
  return [...terms].sort((a, b) => (a.text < b.text ? -1 : 1));
}
