/** A unit longer than this (16 Mi characters: a session line with pictures in it) is counted, not read. */
export const MAX_UNIT_CHARACTERS = 16 * 1024 * 1024;

/** Cuts text that arrives in chunks into units. `tooLong` is called once per unit that is over the limit. */
export interface Splitter {
  readonly push: (chunk: string) => void;
  readonly end: () => void;
}

export interface UnitHandler {
  readonly unit: (text: string) => void;
  readonly tooLong: () => void;
}
