// What a verification can run into. Sentences are English with {names}; whoever shows them
// translates the sentence, then fills it in.

// A sentence that whoever shows it translates, where it is not in the program's own catalogue.
export const mark = (sentence) => sentence;

// The text is no record. place: "files", "commit" …, "" the whole; line 0: unknown.
export class NoRecord extends Error {
  constructor(place, sentence, args = {}, line = 0, column = 0) {
    super(sentence);
    Object.assign(this, { place, sentence, args, line, column });
  }
}

// Something is not as the record says. place: {sentence, args} or null: the record as a whole.
export class Difference extends Error {
  constructor(sentence, args = {}, place = null) {
    super(sentence);
    Object.assign(this, { sentence, args, place, outer: 0 });
  }
}

export function differ(sentence, args) {
  throw new Difference(sentence, args);
}

// A place that is a name of a text and a line of it, as in "targets:17".
export function inText(name, line = 0) {
  return { sentence: line > 0 ? `${name}:${line}` : name, args: {} };
}

// Runs a step; a difference that it finds is put at the place.
export function at(place, step) {
  try {
    return step();
  } catch (problem) {
    if (problem instanceof Difference) problem.place = place;
    throw problem;
  }
}
