/** A unit longer than this (16 Mi characters: a session line with pictures in it) is counted, not read. */
export const MAX_UNIT_CHARACTERS = 16 * 1024 * 1024;

/** Cuts text that arrives in chunks into units. `tooLong` is called once per unit that is over the limit. */
export interface Splitter {
  readonly push: (chunk: string) => void;
  readonly end: () => void;
}

export interface UnitHandler {
  /** `line` is that of the file on which the unit begins; 0 where units are not lines. */
  readonly unit: (text: string, line: number) => void;
  readonly tooLong: (line: number) => void;
}
