/** More than any mapping needs of stand-ins, which have one of everything; a loop over them that ends by itself has long ended. */
const mostReads = 10_000;

/** How much a mapping may still read: one that goes through a list of stand-ins until it is empty would do so for ever. */
export class Budget {
  #left = mostReads;

  /** To be called for each read. @throws always, once too much was read: whatever a mapping catches, it gets no further. */
  spend(): void {
    if (this.#left === 0) throw new Error('This mapping reads its stand-ins without an end.');
    this.#left -= 1;
  }
}
