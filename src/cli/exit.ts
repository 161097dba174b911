/** What the process says when it ends: the table of `hwroi --help`. */
export const EXIT = {
  answered: 0,
  conditionFailed: 1,
  wrongRequest: 2,
  surroundings: 3,
  bug: 70,
  interrupted: 130,
} as const;
